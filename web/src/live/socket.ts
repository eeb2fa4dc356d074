// One socket that heals itself: it comes back after every loss, with the cursor of the last
// frame it has passed on, so that nothing in between is missed.

import { WAIT_MAX, waitBefore } from "./backoff";
import { Close, readFrame, type Frame } from "./frame";

/** How a connection is doing, for a light in the corner of a page. */
export type LiveState =
  | { readonly name: "connecting" }
  | { readonly name: "live" }
  /** Lost; the next try is at `until`, in milliseconds since 1970. */
  | { readonly name: "waiting"; readonly until: number }
  /** Over for good. */
  | { readonly name: "ended"; readonly why: "signed-out" | "gone" | "stopped" };

export interface LiveEvents {
  /** A frame came; in order. */
  frame(frame: Frame): void;
  /** Frames may be missing: load a snapshot. Called when the connection is there again. */
  gap(): void;
  state(state: LiveState): void;
}

export interface SocketOptions {
  /** An absolute `ws:` or `wss:` address, or a path on this page's host. */
  readonly url: string;
  /** Where to begin; without it, now. */
  readonly since?: string | undefined;
  /** Who is not signed in by cookie shows a token. It is sent as a subprotocol, not in the URL. */
  readonly token?: string | undefined;
  readonly random?: () => number;
}

/** How often we ask whether the server is there, and how long it has to answer. */
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
/** The same when somebody has just come back to the page. */
const PONG_WITHIN_SOON = 3_000;
/** A connection that lasts so long was a good one: the next loss is a first one again. */
const GOOD_AFTER = 5_000;

export class LiveSocket {
  readonly #options: SocketOptions;
  readonly #events: LiveEvents;
  #socket: WebSocket | undefined;
  #cursor: string | undefined;
  #state: LiveState = { name: "connecting" };
  #attempt = 0;
  #timers = new Map<"retry" | "ping" | "pong" | "good", ReturnType<typeof setTimeout>>();
  readonly #wake = () => this.#look();

  constructor(options: SocketOptions, events: LiveEvents) {
    this.#options = options;
    this.#events = events;
    this.#cursor = options.since;
    globalThis.addEventListener?.("online", this.#wake);
    globalThis.addEventListener?.("pageshow", this.#wake);
    globalThis.document?.addEventListener("visibilitychange", this.#wake);
    this.#connect();
  }

  get state(): LiveState {
    return this.#state;
  }

  /** The place behind the last frame that was passed on. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Sends a message of ours, such as which order is looked at. Says whether it could leave. */
  send(message: object): boolean {
    if (this.#state.name !== "live" || !this.#socket) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Ends it for good. */
  stop(): void {
    this.#end("stopped");
  }

  #connect(): void {
    this.#clear("retry");
    this.#become({ name: "connecting" });
    const { token } = this.#options;
    let socket: WebSocket;
    try {
      const protocols = token === undefined ? [] : ["bearer", token];
      socket = new WebSocket(this.#address(), protocols);
    } catch {
      // Some browsers throw at once where a policy or the network forbids it.
      this.#retry();
      return;
    }
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(event.data);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code, event.reason);
    };
  }

  #address(): string {
    const base = globalThis.location?.href;
    const url = base === undefined ? new URL(this.#options.url) : new URL(this.#options.url, base);
    url.protocol = url.protocol.replace(/^http/, "ws");
    if (this.#cursor !== undefined) url.searchParams.set("since", this.#cursor);
    return url.href;
  }

  #hear(data: unknown): void {
    const frame = readFrame(data);
    if (!frame) return;
    this.#heard();
    if (frame.type === "connection_established") {
      this.#established(frame);
      return;
    }
    if (frame.type === "pong") return;
    // First passed on, then believed: what a page fails at comes again after a loss.
    this.#events.frame(frame);
    if (frame.cursor !== undefined) this.#cursor = frame.cursor;
  }

  #established(frame: Frame): void {
    const recovered = this.#cursor !== undefined && frame["recovered"] === true;
    // What was missed follows this frame, so its cursor, which is behind all that, is only
    // ours when nothing follows.
    if (!recovered) this.#cursor = frame.cursor;
    this.#set("good", GOOD_AFTER, () => {
      this.#attempt = 0;
    });
    if (!recovered) this.#events.gap();
    this.#become({ name: "live" });
    this.#events.frame(frame);
  }

  /** Any frame shows that the server is there. */
  #heard(): void {
    this.#clear("pong");
    this.#set("ping", PING_EVERY, () => this.#ping(PONG_WITHIN));
  }

  #ping(within: number): void {
    if (!this.send({ type: "ping" })) return;
    this.#set("pong", within, () => {
      const socket = this.#socket;
      this.#lost(Close.Silent, "");
      socket?.close();
    });
  }

  /** Somebody came back to the page, or the network did. */
  #look(): void {
    if (globalThis.document?.visibilityState === "hidden") return;
    if (this.#state.name === "waiting") this.#connect();
    else if (this.#state.name === "live") this.#ping(PONG_WITHIN_SOON);
  }

  #lost(code: number, reason: string): void {
    this.#socket = undefined;
    for (const name of ["ping", "pong", "good"] as const) this.#clear(name);
    if (code === Close.Revoked) this.#end("signed-out");
    else if (code === Close.Gone) this.#end("gone");
    else this.#retry(hint(reason));
  }

  #retry(hinted?: number): void {
    this.#attempt += 1;
    const wait = hinted ?? waitBefore(this.#attempt, this.#options.random);
    this.#set("retry", wait, () => this.#connect());
    this.#become({ name: "waiting", until: Date.now() + wait });
  }

  #end(why: "signed-out" | "gone" | "stopped"): void {
    if (this.#state.name === "ended") return;
    for (const name of [...this.#timers.keys()]) this.#clear(name);
    globalThis.removeEventListener?.("online", this.#wake);
    globalThis.removeEventListener?.("pageshow", this.#wake);
    globalThis.document?.removeEventListener("visibilitychange", this.#wake);
    const socket = this.#socket;
    this.#socket = undefined;
    // Browsers complain aloud when one is closed while it opens.
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close(1000);
    else socket?.close(1000);
    this.#become({ name: "ended", why });
  }

  #become(state: LiveState): void {
    this.#state = state;
    this.#events.state(state);
  }

  #set(name: "retry" | "ping" | "pong" | "good", after: number, then: () => void): void {
    this.#clear(name);
    this.#timers.set(name, setTimeout(then, after));
  }

  #clear(name: "retry" | "ping" | "pong" | "good"): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

/** A server that restarts says when to come back, in milliseconds. */
function hint(reason: string): number | undefined {
  try {
    const after: unknown = JSON.parse(reason)?.reconnect_after_ms;
    return typeof after === "number" && after >= 0 ? Math.min(after, WAIT_MAX) : undefined;
  } catch {
    return undefined;
  }
}
