import { expect, test } from "vitest";
import { Orders, type Frame, type LiveOrder } from "../../src/live";
import { change } from "./kit";

function gone(id: string, version: number): Frame {
  return { type: "order_deleted", order_id: id, version, order: { id, version } };
}

test("no order ever goes back, whatever the order of frames and snapshots", () => {
  const orders = new Orders<LiveOrder>();
  expect(orders.apply(change("1", "a", 2))).toBe("news");
  expect(orders.apply(change("1", "a", 2))).toBe("known");
  expect(orders.apply(change("0", "a", 1))).toBe("known");
  expect(orders.load([{ id: "a", version: 1 }, { id: "b", version: 5 }])).toHaveLength(1);

  expect(orders.get("a")?.version).toBe(2);
  expect(orders.get("b")?.version).toBe(5);
});

test("a replayed frame counts by the order in it, which is ahead of the frame", () => {
  const orders = new Orders<LiveOrder>();
  const replayed = { ...change("1", "a", 1), order: { id: "a", version: 7 } };
  expect(orders.apply(replayed)).toBe("news");
  expect(orders.apply(change("2", "a", 6))).toBe("known");
});

test("a deleted order stays away from older frames and comes back with newer ones", () => {
  const orders = new Orders<LiveOrder>();
  orders.load([{ id: "a", version: 3 }]);
  expect(orders.apply(gone("a", 4))).toBe("news");
  expect(orders.apply(gone("a", 4))).toBe("known");
  expect(orders.apply(change("9", "a", 3))).toBe("known");
  expect(orders.load([{ id: "a", version: 3 }])).toEqual([]);
  expect(orders.size).toBe(0);
  expect(orders.apply(change("9", "a", 5))).toBe("news");
});

test("frames about no order are left to others", () => {
  const orders = new Orders<LiveOrder>();
  expect(orders.apply({ type: "presence", order_id: "a" })).toBe("other");
  expect(orders.apply({ type: "notification_broadcast" })).toBe("other");
});

test("any shuffle of the same frames ends the same", () => {
  const frames = [1, 2, 3, 4].map((version) => change("x", "a", version)).concat(gone("a", 5));
  for (let seed = 1; seed <= 200; seed += 1) {
    const orders = new Orders<LiveOrder>();
    let state = seed;
    const shuffled = frames
      .map((frame) => ({ frame, key: (state = (state * 48_271) % 2_147_483_647) }))
      .sort((one, other) => one.key - other.key);
    for (const { frame } of shuffled) orders.apply(frame);
    expect(orders.get("a"), `seed ${seed}`).toBeUndefined();
  }
});
