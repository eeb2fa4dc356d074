import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SharedLive } from "../../src/live";
import { change, channelsOf, FakeBrowser, FakeSocket, Page, prepare } from "./kit";

const URL = "ws://shop.test/ws/orders/";

beforeEach(prepare);
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(browser: FakeBrowser, since?: string) {
  const page = new Page();
  const tab = new SharedLive({ url: URL, random: () => 0.5, since }, page, browser.tab);
  return { page, tab };
}

/** What the server was told that tabs look at. */
const looked = () => FakeSocket.last.sent.filter((said) => (said as { type: string }).type === "viewing");

/** Lets promises run. */
const settled = () => vi.advanceTimersByTimeAsync(0);

test("five tabs have one socket, and all of them hear", async () => {
  const browser = new FakeBrowser();
  const tabs = Array.from({ length: 5 }, () => open(browser));
  FakeSocket.last.establishes("10");
  FakeSocket.last.says(change("11"));
  await settled();

  expect(FakeSocket.all).toHaveLength(1);
  for (const { page } of tabs) {
    expect(page.cursors).toEqual(["11"]);
    expect(page.gaps).toBe(1);
    expect(page.now).toBe("live");
  }
});

test("a tab that joins later is told to load a snapshot, once", async () => {
  const browser = new FakeBrowser();
  open(browser);
  FakeSocket.last.establishes("10");
  const late = open(browser);
  await vi.advanceTimersByTimeAsync(12_000);

  expect(late.page.gaps).toBe(1);
  expect(late.page.now).toBe("live");
});

test("when the tab with the socket closes, another goes on where the frames ended", async () => {
  const browser = new FakeBrowser();
  const [first, second, third] = [open(browser), open(browser), open(browser)];
  FakeSocket.last.establishes("10");
  FakeSocket.last.says(change("11"));
  FakeSocket.last.says(change("12"));
  first.tab.stop();
  await settled();
  expect(FakeSocket.all).toHaveLength(2);
  expect(FakeSocket.last.since).toBe("12");
  expect(FakeSocket.all[0]?.closed).toBe(true);
  FakeSocket.last.establishes("13", true);
  FakeSocket.last.says(change("13"));

  for (const { page } of [second, third]) {
    expect(page.cursors).toEqual(["11", "12", "13"]);
    expect(page.gaps).toBe(1);
  }
  expect(first.page.cursors).toEqual(["11", "12"]);
});

test("a gap is a gap for every tab", async () => {
  const browser = new FakeBrowser();
  const tabs = [open(browser), open(browser)];
  FakeSocket.last.establishes("10");
  FakeSocket.last.breaks();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.establishes("900", false);

  for (const { page } of tabs) expect(page.gaps).toBe(2);
});

test("a tab that was frozen with the socket in its hand loses it, and hears again", async () => {
  const browser = new FakeBrowser();
  const [frozen, other] = [open(browser), open(browser)];
  FakeSocket.last.establishes("10");
  FakeSocket.last.says(change("11"));
  const [channel] = channelsOf(browser);
  if (!channel) throw new Error("the first tab has a channel");
  channel.frozen = true;
  await vi.advanceTimersByTimeAsync(30_000);

  expect(other.tab.leads).toBe(true);
  expect(FakeSocket.last.since).toBe("11");
  FakeSocket.last.establishes("12", true);
  channel.frozen = false;
  await vi.advanceTimersByTimeAsync(6_000);
  FakeSocket.last.says(change("13"));
  expect(frozen.tab.leads).toBe(false);
  expect(frozen.page.now).toBe("live");
  expect(frozen.page.gaps).toBe(2);
  expect(frozen.page.cursors.at(-1)).toBe("13");
});

test("a sign-out ends every tab, and none opens a socket again", async () => {
  const browser = new FakeBrowser();
  const tabs = [open(browser), open(browser)];
  FakeSocket.last.establishes("10");
  FakeSocket.last.breaks(4401);
  tabs[0]?.tab.stop();
  await vi.advanceTimersByTimeAsync(120_000);

  expect(tabs[1]?.tab.state).toEqual({ name: "ended", why: "signed-out" });
  expect(FakeSocket.all).toHaveLength(1);
});

test("a browser without locks gives each tab a socket of its own", () => {
  const none = { locks: undefined, channel: undefined };
  const page = new Page();
  new SharedLive({ url: URL }, page, none);
  FakeSocket.last.establishes("10");

  expect(page.now).toBe("live");
  expect(page.gaps).toBe(1);
});

test("two tabs at two orders both count, whichever has the socket", async () => {
  const browser = new FakeBrowser();
  const [first, second] = [open(browser), open(browser)];
  FakeSocket.last.establishes("10");
  first.tab.view("a");
  second.tab.view("b");
  expect(looked()).toEqual([
    { type: "viewing", order_ids: ["a"] },
    { type: "viewing", order_ids: ["b", "a"] },
  ]);
  // The beat of the socket repeats what is known, and that is told nobody.
  await vi.advanceTimersByTimeAsync(12_000);
  expect(looked()).toHaveLength(2);

  first.tab.stop();
  await settled();
  FakeSocket.last.establishes("10", true);
  expect(looked()).toEqual([{ type: "viewing", order_ids: ["b"] }]);
  second.tab.view(null);
  expect(looked().at(-1)).toEqual({ type: "viewing", order_ids: [] });
});

test("a tab that closes looks at nothing, and so does one that goes without a word", async () => {
  const browser = new FakeBrowser();
  open(browser);
  const second = open(browser);
  FakeSocket.last.establishes("10");
  const gone = browser.tab.channel?.("gone");
  second.tab.view("b");
  gone?.postMessage({ kind: "view", tab: "gone", order: "c" });
  expect(looked().at(-1)).toEqual({ type: "viewing", order_ids: ["b", "c"] });

  await vi.advanceTimersByTimeAsync(30_000);
  expect(looked().at(-1)).toEqual({ type: "viewing", order_ids: ["b"] });
  second.tab.stop();
  expect(looked().at(-1)).toEqual({ type: "viewing", order_ids: [] });
});
