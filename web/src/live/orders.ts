// The newest of each order, whatever comes in whichever order.

import type { Frame, LiveOrder } from "./frame";

/** What a frame did to what we know. */
export type Applied =
  /** It was news. */
  | "news"
  /** We knew that already, or something newer. */
  | "known"
  /** It is about no order. */
  | "other";

/** Orders by id; of each the highest version that was ever seen. */
export class Orders<Order extends LiveOrder> {
  readonly #orders = new Map<string, Order>();
  /** Deleted ones, so that an older frame cannot bring them back. */
  readonly #gone = new Map<string, number>();

  get(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  values(): IterableIterator<Order> {
    return this.#orders.values();
  }

  get size(): number {
    return this.#orders.size;
  }

  /** Takes in a snapshot: lists and details. Answers those that were news. */
  load(orders: Iterable<Order>): Order[] {
    return [...orders].filter((order) => this.#put(order));
  }

  /** Takes in a frame. */
  apply(frame: Frame<Order>): Applied {
    const { order, order_id: id } = frame;
    if (id === undefined) return "other";
    if (frame.type === "order_deleted") return this.#drop(id, frame) ? "news" : "known";
    if (order === undefined) return "other";
    return this.#put(order) ? "news" : "known";
  }

  #put(order: Order): boolean {
    const known = this.#orders.get(order.id)?.version ?? this.#gone.get(order.id) ?? 0;
    if (order.version <= known) return false;
    this.#gone.delete(order.id);
    this.#orders.set(order.id, order);
    return true;
  }

  #drop(id: string, frame: Frame): boolean {
    const version = frame.order?.version ?? frame.version ?? 0;
    const known = this.#orders.get(id)?.version ?? this.#gone.get(id) ?? 0;
    if (version < known || (version === known && !this.#orders.has(id))) return false;
    this.#orders.delete(id);
    this.#gone.set(id, version);
    return true;
  }
}
