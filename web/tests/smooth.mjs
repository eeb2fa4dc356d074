// How smooth the panel is while a busy workshop changes under it: the long tasks of table and
// board, with many orders in the store and so many changes a second. Numbers are told, not
// judged: they belong to the machine they were measured on.

import { tmpdir } from "node:os";
import { browse, serve } from "./serving.mjs";

const ORDERS = Number(process.env.ORDERS ?? 10_000);
const CHANGES = Number(process.env.CHANGES ?? 20);
const SECONDS = Number(process.env.LASTS ?? 30);
/** How many requests the store is filled with at once. */
const HANDS = 16;
/** How many of the newest the changes fall on: they are those on the screen. */
const BUSY = 400;
/** What browsers call a long task, in milliseconds. */
const LONG = 50;

const { base, stop } = process.env.RAJUT_URL ? { base: process.env.RAJUT_URL, stop: () => {} } : await serve(tmpdir());
const ask = async (method, path, body, token) => {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
const token = (await ask("POST", "/auth/login/", { username: "admin", password: "password123" })).access;

async function fill() {
  const { count } = await ask("GET", "/order/?page_size=1", undefined, token);
  let left = ORDERS - count;
  const hand = async () => {
    while (left-- > 0) {
      const body = { customer_name: `Pelanggan ${left}`, product_name: "Kaos sablon", quantity: 24, total_price: "2400000", payment_type: "full", contact_information: "081234567890" };
      await ask("POST", "/order/", body, token);
    }
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
  const ids = [];
  for (let page = 1; ids.length < BUSY; page += 1) {
    const { results } = await ask("GET", `/order/?page_size=100&page=${page}`, undefined, token);
    ids.push(...results.map(({ id }) => id));
  }
  return ids;
}

/** Changes orders at an even pace until it is told to stop. */
function busy(ids) {
  let made = 0;
  const timer = setInterval(() => {
    const id = ids[Math.floor(Math.random() * ids.length)];
    void ask("PATCH", `/order/${id}/`, { quantity: 10 + Math.floor(Math.random() * 90) }, token).then(() => (made += 1), () => {});
  }, 1_000 / CHANGES);
  return () => {
    clearInterval(timer);
    return made;
  };
}

const watch = () => {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
};

const longest = (one, other) => other.duration - one.duration;

function told(tasks) {
  const worst = [...tasks].sort(longest)[0]?.duration ?? 0;
  return `${tasks.length} tasks over ${LONG} ms, the longest ${Math.round(worst)} ms`;
}

/** What ran in a task, from a profile: functions by the time spent in themselves. */
function blame({ nodes, samples, timeDeltas, startTime }, from, until) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const spent = new Map();
  let at = startTime;
  samples.forEach((id, index) => {
    at += timeDeltas[index];
    if (at < from || at > until) return;
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    const name = `${functionName || "(anonymous)"} ${url.split("/").at(-1)}:${lineNumber + 1}`;
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas[index]);
  });
  return [...spent].sort(([, one], [, other]) => other - one).slice(0, 12).map(([name, micros]) => `${(micros / 1000).toFixed(0)} ms ${name}`);
}

const ids = await fill();
const browser = await browse();
try {
  const page = await (await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 }, locale: "id-ID" })).newPage();
  await page.addInitScript(watch);
  await page.goto("/admin/");
  await page.fill("[name=username]", "admin");
  await page.fill("[name=password]", "password123");
  await page.keyboard.press("Enter");
  await page.locator(".page h1").first().waitFor();
  const profiler = await page.context().newCDPSession(page);
  await profiler.send("Profiler.enable");
  for (const [name, place, row] of [["table", "/pesanan", "[data-order]"], ["board", "/papan", "[data-card]"]]) {
    if (process.env.PROFILE) await profiler.send("Profiler.start");
    await page.goto(`/admin${place}`);
    await page.locator(row).first().waitFor();
    await page.waitForTimeout(1_500);
    const opening = await page.evaluate(() => globalThis.longTasks.splice(0));
    const quiet = busy(ids);
    for (let second = 0; second < SECONDS; second += 1) {
      await page.mouse.wheel(0, second % 2 === 0 ? 700 : -700);
      await page.waitForTimeout(1_000);
    }
    const made = quiet();
    const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
    console.log(`${name}: ${(made / SECONDS).toFixed(1)} changes/s for ${SECONDS} s: ${told(tasks)}; while it was opened: ${told(opening)}`);
    if (!process.env.PROFILE) continue;
    const now = await page.evaluate(() => performance.now());
    const { profile } = await profiler.send("Profiler.stop");
    // Both clocks run evenly, and the profile ends about now.
    const at = (time) => profile.endTime + (time - now) * 1_000;
    for (const { startTime, duration } of [...opening, ...tasks].sort(longest).slice(0, 3)) {
      console.log(`  ${Math.round(duration)} ms, ${Math.round(startTime)} ms after the page began:`);
      for (const line of blame(profile, at(startTime - 5), at(startTime + duration + 5))) console.log(`    ${line}`);
    }
  }
} finally {
  await browser.close();
  stop();
}
