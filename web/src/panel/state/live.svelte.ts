// What is true now: every order that was ever shown, at its newest version, and how the
// connection that tells us is doing.

import { SvelteMap } from "svelte/reactivity";
import { Orders, SharedLive, type Frame, type LiveState } from "../../live";
import type { Order, Viewer } from "../api/types";
import { session } from "./session.svelte";

/** A change of an order by somebody else, or in another tab. */
export interface News {
  readonly order: string;
  readonly type: string;
  /** The fields it touched; none are named for an order that is new. */
  readonly changed: readonly string[];
}

/** What of an order just changed; `beat` tells one change from the next. */
interface Flash {
  readonly fields: readonly string[];
  readonly beat: number;
}

let state: LiveState = $state.raw({ name: "connecting" });
/** Grows whenever frames may be missing: whoever shows a snapshot loads it anew. */
let epoch = $state(0);
let everLive = $state(false);

let newest = new Orders<Order>();
const shown = new SvelteMap<string, Order>();
/** Of every order that was ever shown, so that a row hears of its own order only. */
const flashes = new SvelteMap<string, Flash | undefined>();
const viewers = new SvelteMap<string, readonly Viewer[]>();
const hearers = new Set<(news: News) => void>();
/** Orders we are changing ourselves just now: their frames are no news to us. */
const ours = new Map<string, number>();

let line: SharedLive | undefined;
let viewing: string | null = null;
let beat = 0;

export const live = {
  get state(): LiveState {
    return state;
  },

  get epoch(): number {
    return epoch;
  },

  /** Whether there was a connection before, so that its absence is a loss. */
  get everLive(): boolean {
    return everLive;
  },

  start(): void {
    if (line) return;
    line = new SharedLive(
      { url: "/ws/orders/" },
      {
        frame: hear,
        gap: () => {
          epoch += 1;
        },
        state: (next) => {
          state = next;
          if (next.name === "live") everLive = true;
          if (next.name === "ended" && next.why === "signed-out") void session.ask();
        },
      },
    );
    line.view(viewing);
  },

  stop(): void {
    line?.stop();
    line = undefined;
    everLive = false;
    state = { name: "connecting" };
    // The next to sign in here may see less.
    newest = new Orders();
    shown.clear();
    flashes.clear();
    viewers.clear();
  },

  /** What we know of an order, in its newest values. */
  get<Known extends Order>(order: Known): Known {
    const known = shown.get(order.id);
    return known && known.version > order.version ? { ...order, ...known } : order;
  },

  /** The newest of a row of a list: the same object until the order changes, so that nothing
   * is drawn anew when a list is merely read again. */
  row(order: Order): Order {
    const known = shown.get(order.id);
    return known && known.version >= order.version ? known : order;
  },

  /** Takes in what a list or an answer said. Answers the newest of each. */
  take(orders: readonly Order[]): void {
    for (const order of newest.load(orders)) show(order);
  },

  /** Changes an order ourselves: nothing flashes that we did. */
  async own<Answer extends Order>(id: string, work: () => Promise<Answer>): Promise<Answer> {
    return this.ownMany([id], async () => {
      const answer = await work();
      this.take([answer]);
      return answer;
    });
  },

  async ownMany<Answer>(ids: readonly string[], work: () => Promise<Answer>): Promise<Answer> {
    for (const id of ids) ours.set(id, (ours.get(id) ?? 0) + 1);
    try {
      return await work();
    } finally {
      for (const id of ids) {
        const left = (ours.get(id) ?? 1) - 1;
        if (left > 0) ours.set(id, left);
        else ours.delete(id);
      }
    }
  },

  /** What of an order somebody else changed a moment ago. */
  flash(id: string): Flash | undefined {
    return flashes.get(id);
  },

  /** Who looks at an order, ourselves aside. */
  viewers(id: string): readonly Viewer[] {
    const all = viewers.get(id) ?? [];
    return all.filter((viewer) => viewer.user_id !== session.user?.id);
  },

  /** Says which order this tab looks at. */
  view(id: string | null): void {
    viewing = id;
    line?.view(id);
  },

  /** Calls `then` for all news; answers how to stop. */
  listen(then: (news: News) => void): () => void {
    hearers.add(then);
    return () => hearers.delete(then);
  },
};

function hear(frame: Frame): void {
  if (frame.type === "presence") {
    const of = frame["order_id"];
    if (typeof of === "string") viewers.set(of, (frame["viewers"] ?? []) as Viewer[]);
    return;
  }
  const id = frame.order_id;
  if (id === undefined) return;
  const known = newest.get(id);
  const outcome = newest.apply(frame as Frame<Order>);
  if (outcome !== "news") return;
  const changed = Array.isArray(frame["changed"]) ? (frame["changed"] as string[]) : [];
  const order = newest.get(id);
  if (order) show(order);
  else shown.delete(id);
  if (!ours.has(id) && (known !== undefined || frame.type === "order_created")) {
    beat += 1;
    flashes.set(id, { fields: changed, beat });
    const mine = beat;
    setTimeout(() => {
      if (flashes.get(id)?.beat === mine) flashes.set(id, undefined);
    }, 2_400);
  }
  for (const then of hearers) then({ order: id, type: frame.type, changed });
}

/** Everybody who asks for an order that is not in a map hears of each that comes into it. */
function show(order: Order): void {
  shown.set(order.id, order);
  if (!flashes.has(order.id)) flashes.set(order.id, undefined);
}
