// One socket for all tabs of a browser. The tab that holds a lock has the socket and tells
// the others; when it closes, another takes over where the frames ended, and misses nothing.

import type { Frame } from "./frame";
import { LiveSocket, type LiveEvents, type LiveState, type SocketOptions } from "./socket";

type Message =
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "state"; readonly state: LiveState }
  | { readonly kind: "gap" }
  /** A tab has joined: whoever has the socket says how it is doing. */
  | { readonly kind: "hello" }
  /** What a tab looks at; said again whenever whoever has the socket says how it is doing. */
  | { readonly kind: "view"; readonly tab: string; readonly order: string | null };

/** The parts of a browser that this needs; without them each tab has a socket of its own. */
export interface Browser {
  readonly locks: Pick<LockManager, "request"> | undefined;
  readonly channel: ((name: string) => BroadcastChannel) | undefined;
}

/** How often whoever has the socket says so, and how long the others wait to hear it. */
const BEAT_EVERY = 5_000;
const SILENT_AFTER = 20_000;
/** As many as the server lets one connection look at. */
const VIEWED_MAX = 50;

export class SharedLive {
  readonly #options: SocketOptions;
  readonly #events: LiveEvents;
  readonly #channel: BroadcastChannel | undefined;
  readonly #locks: Browser["locks"];
  readonly #stopped = new AbortController();
  /** Whether we stand in the queue for the lock. */
  #queued = false;
  #socket: LiveSocket | undefined;
  #state: LiveState = { name: "connecting" };
  #cursor: string | undefined;
  /** Whether the page has been told to load a snapshot since it began to listen. */
  #synced = false;
  #heardAt = Date.now();
  #beat: ReturnType<typeof setInterval> | undefined;
  readonly #tab = String(Math.random());
  /** What this tab looks at. */
  #view: string | null = null;
  /** What the other tabs look at, and when they last said so; known to whoever has the socket. */
  readonly #views = new Map<string, { readonly order: string; readonly at: number }>();
  /** What the server was told over this connection. */
  #viewed = "";
  readonly #hide = () => this.#tellView(null);
  readonly #thaw = (event: PageTransitionEvent) => {
    // A page that was put aside heard nothing meanwhile.
    if (event.persisted) this.#gap();
  };

  constructor(options: SocketOptions, events: LiveEvents, browser: Browser = theBrowser()) {
    this.#options = options;
    this.#events = events;
    this.#cursor = options.since;
    const { locks, channel } = browser;
    if (!locks || !channel) {
      this.#lead();
      return;
    }
    this.#channel = channel(this.#name);
    this.#channel.onmessage = (event: MessageEvent<Message>) => this.#hear(event.data);
    this.#tell({ kind: "hello" });
    this.#beat = setInterval(() => this.#tick(), BEAT_EVERY);
    globalThis.addEventListener?.("pageshow", this.#thaw as EventListener);
    globalThis.addEventListener?.("pagehide", this.#hide);
    this.#locks = locks;
    this.#queue();
  }

  get state(): LiveState {
    return this.#state;
  }

  get #name(): string {
    return `rajut live ${this.#options.url}`;
  }

  /** Whether this tab has the socket. */
  get leads(): boolean {
    return this.#socket !== undefined;
  }

  /** Says which order this tab looks at; the server hears of those of all tabs. */
  view(order: string | null): void {
    this.#view = order;
    if (this.leads) this.#sayViews();
    else this.#tellView(order);
  }

  stop(): void {
    if (this.#stopped.signal.aborted) return;
    this.#tellView(null);
    globalThis.removeEventListener?.("pagehide", this.#hide);
    globalThis.removeEventListener?.("pageshow", this.#thaw as EventListener);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#become({ name: "ended", why: "stopped" });
    socket?.stop();
    this.#stopped.abort();
    this.#channel?.close();
  }

  /** Stands in the queue for the lock. */
  #queue(): void {
    if (this.#queued || this.#stopped.signal.aborted) return;
    this.#queued = true;
    const { signal } = this.#stopped;
    this.#held(this.#locks?.request(this.#name, { signal }, () => {
      this.#queued = false;
      return this.#hold();
    }));
  }

  /** Takes the lock from a tab that has the socket and is silent. */
  #steal(): void {
    this.#heardAt = Date.now();
    this.#held(this.#locks?.request(this.#name, { steal: true }, () => this.#hold()));
  }

  /** Has the socket until the page goes, somebody stops us, or another tab takes the lock. */
  #hold(): Promise<void> {
    this.#lead();
    const { signal } = this.#stopped;
    return new Promise((done) => signal.addEventListener("abort", () => done()));
  }

  #held(lock: Promise<unknown> | undefined): void {
    lock?.catch(() => {
      if (this.#state.name === "ended") return;
      // We were frozen, and another tab went on without us.
      const socket = this.#socket;
      this.#socket = undefined;
      socket?.stop();
      this.#views.clear();
      this.#become({ name: "connecting" });
      this.#synced = false;
      this.#heardAt = Date.now();
      this.#tell({ kind: "hello" });
      this.#queue();
    });
  }

  #lead(): void {
    // Ended for everyone: signed out, or the order is gone.
    if (this.#socket || this.#state.name === "ended") return;
    this.#socket = new LiveSocket(
      { ...this.#options, since: this.#cursor },
      {
        frame: (frame) => {
          this.#take(frame);
          this.#tell({ kind: "frame", frame });
        },
        gap: () => {
          this.#gap();
          this.#tell({ kind: "gap" });
        },
        state: (state) => {
          if (state.name === "ended" && state.why === "stopped") return;
          this.#become(state);
          if (state.name === "live") {
            this.#viewed = "";
            this.#sayViews();
          }
          this.#tell({ kind: "state", state });
        },
      },
    );
  }

  #hear(message: Message): void {
    switch (message.kind) {
      case "hello":
        if (this.leads) this.#tell({ kind: "state", state: this.#state });
        return;
      case "view":
        this.#noteView(message.tab, message.order);
        return;
      case "frame":
        this.#heardAt = Date.now();
        if (!this.leads) this.#take(message.frame);
        return;
      case "gap":
        if (!this.leads) this.#gap();
        return;
      case "state":
        this.#heardAt = Date.now();
        if (this.leads) return;
        this.#become(message.state);
        if (this.#view !== null) this.#tellView(this.#view);
        if (message.state.name === "live" && !this.#synced) this.#gap();
    }
  }

  #take(frame: Frame): void {
    this.#events.frame(frame);
    // That of a new connection is ahead of what it still has to replay.
    if (frame.cursor !== undefined && frame.type !== "connection_established") {
      this.#cursor = frame.cursor;
    } else if (frame.type === "connection_established" && frame["recovered"] !== true) {
      this.#cursor = frame.cursor;
    }
  }

  #gap(): void {
    this.#synced = true;
    this.#events.gap();
  }

  #tick(): void {
    if (this.leads) {
      this.#tell({ kind: "state", state: this.#state });
      this.#forgetSilent();
      return;
    }
    // The browser froze the tab that has the socket, without giving its lock to another.
    if (Date.now() - this.#heardAt > SILENT_AFTER) this.#steal();
  }

  #tellView(order: string | null): void {
    this.#tell({ kind: "view", tab: this.#tab, order });
  }

  #noteView(tab: string, order: string | null): void {
    if (!this.leads) return;
    if (order === null) this.#views.delete(tab);
    else this.#views.set(tab, { order, at: Date.now() });
    this.#sayViews();
  }

  /** Forgets tabs that are gone without a word, or frozen. */
  #forgetSilent(): void {
    for (const [tab, { at }] of this.#views) {
      if (Date.now() - at > SILENT_AFTER) this.#views.delete(tab);
    }
    this.#sayViews();
  }

  /** Tells the server what all tabs look at, if it does not know that already. */
  #sayViews(): void {
    const all = new Set([...this.#views.values()].map(({ order }) => order));
    if (this.#view !== null) all.add(this.#view);
    const order_ids = [...all].slice(0, VIEWED_MAX);
    const said = [...order_ids].sort().join();
    if (said === this.#viewed) return;
    if (this.#socket?.send({ type: "viewing", order_ids })) this.#viewed = said;
  }

  #become(state: LiveState): void {
    if (this.#state.name === "ended") return;
    if (state.name === "ended") clearInterval(this.#beat);
    this.#state = state;
    this.#events.state(state);
  }

  #tell(message: Message): void {
    if (!this.#stopped.signal.aborted) this.#channel?.postMessage(message);
  }
}

function theBrowser(): Browser {
  const channel = globalThis.BroadcastChannel;
  return {
    locks: globalThis.navigator?.locks,
    channel: channel && ((name) => new channel(name)),
  };
}
