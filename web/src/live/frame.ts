// What the server sends over a socket, and what may be read from it without trust.

/** An order as far as live state needs to know it; pages know the rest. */
export interface LiveOrder {
  readonly id: string;
  readonly version: number;
}

/** One frame of a socket. */
export interface Frame<Order extends LiveOrder = LiveOrder> {
  readonly type: string;
  readonly timestamp?: string;
  /** The place in the feed to come back to; frames outside the feed have none. */
  readonly cursor?: string;
  readonly order_id?: string;
  readonly order_code?: string;
  readonly version?: number;
  readonly message?: string;
  readonly order?: Order;
  readonly [field: string]: unknown;
}

/** Reads a frame. Answers nothing for what is none: a newer server may say more than we know. */
export function readFrame(text: unknown): Frame | undefined {
  if (typeof text !== "string") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return typeof (value as { type?: unknown }).type === "string" ? (value as Frame) : undefined;
}

/** Why a socket was closed, as far as it changes what we do. */
export const Close = {
  /** We do not like the server's silence. */
  Silent: 4000,
  /** The sign-in has ended. */
  Revoked: 4401,
  /** The order is gone. */
  Gone: 4404,
} as const;
