// A browser small enough to hold in one's hand: sockets, locks and channels that do what a
// test says, in order, without a network.

import { vi } from "vitest";
import type { Browser, Frame, LiveEvents, LiveState } from "../../src/live";

/** A socket whose other end is the test. */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onopen: (() => void) | null = null;
  readyState: number = FakeSocket.CONNECTING;
  readonly sent: unknown[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  /** The server says something. */
  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  saysRaw(data: unknown): void {
    this.onmessage?.({ data });
  }

  opens(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  establishes(cursor: string, recovered = false): void {
    if (this.readyState !== FakeSocket.OPEN) this.opens();
    this.says({ type: "connection_established", session_id: "s", cursor, recovered });
  }

  breaks(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  get since(): string | null {
    return new URL(this.url).searchParams.get("since");
  }
}

/** What a page would see. */
export class Page implements LiveEvents {
  readonly frames: Frame[] = [];
  readonly states: LiveState[] = [];
  gaps = 0;

  frame(frame: Frame): void {
    this.frames.push(frame);
  }

  gap(): void {
    this.gaps += 1;
  }

  state(state: LiveState): void {
    this.states.push(state);
  }

  /** The cursors of the frames of the feed, in the order in which they came. */
  get cursors(): (string | undefined)[] {
    const ofFeed = this.frames.filter((frame) => frame.type !== "connection_established");
    return ofFeed.map((frame) => frame.cursor);
  }

  get now(): string | undefined {
    return this.states.at(-1)?.name;
  }
}

export function change(cursor: string, order = "a", version = 1): Frame {
  return {
    type: "order_updated",
    cursor,
    order_id: order,
    version,
    order: { id: order, version },
  };
}

export function prepare(): void {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
}

interface Waiting {
  readonly granted: () => Promise<unknown>;
  readonly settle: (error?: Error) => void;
}

/** The locks and channels that the tabs of one browser share. */
export class FakeBrowser {
  #holder: Waiting | undefined;
  #queue: Waiting[] = [];
  #channels = new Set<FakeChannel>();

  get tab(): Browser {
    const request = (_name: string, options: LockOptions, granted: () => Promise<unknown>) =>
      this.#request(options, granted);
    return {
      locks: { request } as unknown as LockManager,
      channel: () => {
        const channel = new FakeChannel(this.#channels);
        this.#channels.add(channel);
        return channel as unknown as BroadcastChannel;
      },
    };
  }

  #request(options: LockOptions, granted: () => Promise<unknown>): Promise<void> {
    return new Promise((done, failed) => {
      const settle = (error?: Error) => (error ? failed(error) : done());
      const waiting = { granted, settle };
      options.signal?.addEventListener("abort", () => {
        this.#queue = this.#queue.filter((it) => it !== waiting);
        settle(new Error("aborted"));
      });
      if (options.steal) {
        this.#holder?.settle(new Error("stolen"));
        this.#holder = undefined;
        this.#queue.unshift(waiting);
      } else {
        this.#queue.push(waiting);
      }
      this.#next();
    });
  }

  #next(): void {
    if (this.#holder) return;
    const holder = this.#queue.shift();
    if (!holder) return;
    this.#holder = holder;
    void holder.granted().then(() => {
      holder.settle();
      if (this.#holder !== holder) return;
      this.#holder = undefined;
      this.#next();
    });
  }
}

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  /** A frozen tab neither hears nor speaks. */
  frozen = false;

  constructor(readonly all: Set<FakeChannel>) {}

  postMessage(data: unknown): void {
    if (this.frozen) return;
    const copy = structuredClone(data);
    for (const other of this.all) {
      if (other !== this && !other.frozen) other.onmessage?.({ data: copy });
    }
  }

  close(): void {
    this.all.delete(this);
  }
}

export const channelsOf = (browser: FakeBrowser): FakeChannel[] => {
  const seen: FakeChannel[] = [];
  const { channel } = browser.tab;
  const probe = channel?.("probe") as unknown as FakeChannel;
  for (const each of probe.all) if (each !== probe) seen.push(each);
  probe.close();
  return seen;
};
