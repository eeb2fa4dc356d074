// How long to wait before the next try.

/** The longest wait, in milliseconds. */
export const WAIT_MAX = 30_000;
const WAIT_MIN = 500;

/**
 * The wait before try number `attempt`, counted from 1: anything up to a bound that doubles,
 * so that a thousand tabs of a server that restarts do not come back together.
 */
export function waitBefore(attempt: number, random: () => number = Math.random): number {
  const bound = Math.min(WAIT_MAX, WAIT_MIN * 2 ** Math.min(attempt, 10));
  return Math.round(WAIT_MIN / 2 + random() * (bound - WAIT_MIN / 2));
}
