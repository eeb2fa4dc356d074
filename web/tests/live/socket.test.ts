import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveSocket } from "../../src/live";
import { waitBefore, WAIT_MAX } from "../../src/live/backoff";
import { change, FakeSocket, Page, prepare } from "./kit";

const URL = "ws://shop.test/ws/orders/";

beforeEach(prepare);
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function connect(options: { since?: string; token?: string } = {}) {
  const page = new Page();
  const live = new LiveSocket({ url: URL, random: () => 0.5, ...options }, page);
  return { page, live };
}

test("a first connection loads a snapshot, one with a cursor that is still known does not", () => {
  const fresh = connect();
  FakeSocket.last.establishes("10");
  const known = connect({ since: "7" });
  FakeSocket.last.establishes("10", true);

  expect(fresh.page.gaps).toBe(1);
  expect(known.page.gaps).toBe(0);
  expect(FakeSocket.last.since).toBe("7");
});

test("a cursor that is no longer known loads a snapshot", () => {
  const { page } = connect({ since: "7" });
  FakeSocket.last.establishes("99", false);

  expect(page.gaps).toBe(1);
});

test("after a loss it comes back behind the last frame it has passed on", () => {
  const { page } = connect();
  FakeSocket.last.establishes("10");
  FakeSocket.last.says(change("11"));
  FakeSocket.last.says(change("12"));
  FakeSocket.last.breaks();
  expect(page.now).toBe("waiting");
  vi.advanceTimersByTime(1_000);

  expect(FakeSocket.all).toHaveLength(2);
  expect(FakeSocket.last.since).toBe("12");
});

test("a loss in the middle of a recovery does not skip what was not replayed", () => {
  const { page } = connect({ since: "10" });
  FakeSocket.last.establishes("20", true);
  FakeSocket.last.says(change("11"));
  FakeSocket.last.breaks();
  vi.advanceTimersByTime(1_000);

  expect(FakeSocket.last.since).toBe("11");
  expect(page.gaps).toBe(0);
});

test("a recovery that had nothing to replay keeps the cursor it came with", () => {
  connect({ since: "10" });
  FakeSocket.last.establishes("10", true);
  FakeSocket.last.breaks();
  vi.advanceTimersByTime(1_000);

  expect(FakeSocket.last.since).toBe("10");
});

test("the frames of one change that share a cursor with the change before are all passed on", () => {
  const { page } = connect();
  FakeSocket.last.establishes("10");
  FakeSocket.last.says({ ...change("10"), type: "payment_update" });
  FakeSocket.last.says(change("11"));

  expect(page.cursors).toEqual(["10", "11"]);
});

test("what is no frame is passed over", () => {
  const { page } = connect();
  FakeSocket.last.establishes("10");
  for (const junk of ["{", "[]", "null", "7", new ArrayBuffer(2), '{"kind":"x"}']) {
    FakeSocket.last.saysRaw(junk);
  }
  FakeSocket.last.says(change("11"));

  expect(page.cursors).toEqual(["11"]);
});

test("a server that says nothing is left, and asked again", () => {
  const { page } = connect();
  FakeSocket.last.establishes("10");
  vi.advanceTimersByTime(25_000);
  expect(FakeSocket.last.sent).toEqual([{ type: "ping" }]);
  FakeSocket.last.says({ type: "pong" });
  vi.advanceTimersByTime(25_000);
  expect(page.now).toBe("live");
  vi.advanceTimersByTime(10_000);

  expect(page.now).toBe("waiting");
  expect(FakeSocket.all[0]?.closed).toBe(true);
});

test("a late frame of a socket that was left is not heard", () => {
  const { page } = connect();
  const first = FakeSocket.last;
  first.establishes("10");
  first.breaks();
  vi.advanceTimersByTime(1_000);
  first.says(change("99"));

  expect(page.cursors).toEqual([]);
});

test("a sign-in that ended and an order that is gone end it for good", () => {
  for (const [code, why] of [
    [4401, "signed-out"],
    [4404, "gone"],
  ] as const) {
    const { live } = connect();
    const opened = FakeSocket.all.length;
    FakeSocket.last.establishes("10");
    FakeSocket.last.breaks(code);
    vi.advanceTimersByTime(120_000);

    expect(live.state).toEqual({ name: "ended", why });
    expect(FakeSocket.all).toHaveLength(opened);
  }
});

test("a server that restarts says when to come back", () => {
  connect();
  FakeSocket.last.establishes("10");
  FakeSocket.last.breaks(1012, '{"reconnect_after_ms":4000}');
  vi.advanceTimersByTime(3_999);
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(1);

  expect(FakeSocket.all).toHaveLength(2);
});

test("waits grow to a bound, are spread out, and begin anew after a good connection", () => {
  const spread = [0, 0.5, 1].map((chance) => waitBefore(4, () => chance));
  expect(new Set(spread).size).toBe(3);
  expect(waitBefore(99, () => 1)).toBe(WAIT_MAX);

  const { page } = connect();
  const wait = () => {
    const state = page.states.at(-1);
    return state?.name === "waiting" ? state.until - Date.now() : undefined;
  };
  FakeSocket.last.breaks();
  const first = wait();
  vi.advanceTimersByTime(60_000);
  FakeSocket.last.breaks();
  expect(wait()).toBeGreaterThan(first ?? 0);
  vi.advanceTimersByTime(60_000);
  FakeSocket.last.establishes("10");
  vi.advanceTimersByTime(6_000);
  FakeSocket.last.breaks();
  expect(wait()).toBe(first);
});

test("a token travels as a subprotocol, never in the address", () => {
  connect({ token: "secret" });

  expect(FakeSocket.last.protocols).toEqual(["bearer", "secret"]);
  expect(FakeSocket.last.url).not.toContain("secret");
});

test("whoever stops it is left alone", () => {
  const { page, live } = connect();
  const socket = FakeSocket.last;
  socket.establishes("10");
  live.stop();
  socket.says(change("11"));
  socket.breaks();
  vi.advanceTimersByTime(120_000);

  expect(page.cursors).toEqual([]);
  expect(page.now).toBe("ended");
  expect(FakeSocket.all).toHaveLength(1);
});

test("one that still opens is closed once it is open, since browsers complain of others", () => {
  const { page, live } = connect();
  const socket = FakeSocket.last;
  live.stop();

  expect(page.now).toBe("ended");
  expect(socket.closed).toBe(false);
  socket.opens();
  expect(socket.closed).toBe(true);
});
