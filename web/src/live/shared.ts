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
  | { readonly kind: "send"; readonly message: object };

/** The parts of a browser that this needs; without them each tab has a socket of its own. */
export interface Browser {
  readonly locks: Pick<LockManager, "request"> | undefined;
  readonly channel: ((name: string) => BroadcastChannel) | undefined;
}

/** How often whoever has the socket says so, and how long the others wait to hear it. */
const BEAT_EVERY = 5_000;
const SILENT_AFTER = 20_000;

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

  /** Sends a message of ours by way of the tab that has the socket. */
  send(message: object): void {
    if (this.#socket) this.#socket.send(message);
    else this.#tell({ kind: "send", message });
  }

  stop(): void {
    if (this.#stopped.signal.aborted) return;
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
      case "send":
        this.#socket?.send(message.message);
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
      return;
    }
    // The browser froze the tab that has the socket, without giving its lock to another.
    if (Date.now() - this.#heardAt > SILENT_AFTER) this.#steal();
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
