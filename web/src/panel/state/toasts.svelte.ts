// Short words about what was done, with a way back where there is one.

export interface Toast {
  readonly id: number;
  readonly kind: "done" | "failed";
  readonly text: string;
  readonly undo?: () => void;
}

/** How long one stays; long enough to change one's mind. */
const STAYS = 6_000;
const STAYS_WITH_UNDO = 10_000;

let toasts: readonly Toast[] = $state.raw([]);
let next = 0;

export const notices = {
  get all(): readonly Toast[] {
    return toasts;
  },

  done(text: string, undo?: () => void): void {
    add({ id: next++, kind: "done", text, ...(undo && { undo }) });
  },

  failed(error: unknown): void {
    const text = error instanceof Error && "sentence" in error ? String(error.sentence) : String(error);
    add({ id: next++, kind: "failed", text });
  },

  undo(toast: Toast): void {
    this.close(toast.id);
    toast.undo?.();
  },

  close(id: number): void {
    toasts = toasts.filter((toast) => toast.id !== id);
  },
};

function add(toast: Toast): void {
  // Three at once are read, more are not.
  toasts = [...toasts, toast].slice(-3);
  setTimeout(() => notices.close(toast.id), toast.undo ? STAYS_WITH_UNDO : STAYS);
}
