// Filters that somebody gave a name, kept in this browser.

import { keep, read } from "./look.svelte";

export interface View {
  readonly name: string;
  readonly query: string;
}

let saved: readonly View[] = $state.raw(recall());

export const views = {
  get saved(): readonly View[] {
    return saved;
  },

  save(view: View): void {
    set([...saved.filter(({ name }) => name !== view.name), view]);
  },

  forget(name: string): void {
    set(saved.filter((view) => view.name !== name));
  },
};

function set(next: readonly View[]): void {
  saved = next;
  keep("views", JSON.stringify(next));
}

function recall(): readonly View[] {
  try {
    const kept: unknown = JSON.parse(read("views") ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter((it): it is View => typeof it?.name === "string" && typeof it?.query === "string");
  } catch {
    return [];
  }
}
