// A picture of every page, of staff and of customers, at three widths, in the light and in the
// dark, of a demo workshop that lives as long as this takes. They go to `screenshots`.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OUT = join(ROOT, "web/screenshots");
const BINARY = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/rajut");
const WIDTHS = [390, 820, 1440];
/** How long a demo may take to be ready, in milliseconds. */
const READY_WITHIN = 60_000;

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

async function serve() {
  const address = `127.0.0.1:${await freePort()}`;
  const base = `http://${address}`;
  const env = { ...process.env, DATABASE_URL: "mem://", BIND_ADDR: address, PUBLIC_URL: base, RATE_LIMITS: "off" };
  const server = spawn(BINARY, ["serve", "--demo"], { cwd: OUT, env, stdio: "ignore" });
  for (const end = Date.now() + READY_WITHIN; Date.now() < end; ) {
    const ready = await fetch(`${base}/readyz`).then((it) => it.ok, () => false);
    if (ready) return { base, stop: () => server.kill() };
    await new Promise((done) => setTimeout(done, 250));
  }
  server.kill();
  throw new Error(`${BINARY} did not get ready`);
}

async function open(browser, base, width, colorScheme) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme,
    locale: "id-ID",
    timezoneId: "Asia/Jakarta",
    reducedMotion: "reduce",
  });
  return context.newPage();
}

async function settled(page) {
  await page.locator(".page h1").first().waitFor();
  await page.locator(".bones").waitFor({ state: "detached" });
  await page.evaluate(() => document.fonts.ready);
}

mkdirSync(OUT, { recursive: true });
const { base, stop } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  for (const width of WIDTHS) {
    for (const scheme of ["light", "dark"]) {
      const page = await open(browser, base, width, scheme);
      const take = (name) => page.screenshot({ path: join(OUT, `${name}-${width}-${scheme}.png`) });
      await page.goto("/admin/");
      await page.getByRole("heading").waitFor();
      await take("masuk");
      await page.fill("[name=username]", "admin");
      await page.fill("[name=password]", "password123");
      await page.keyboard.press("Enter");
      await settled(page);
      const order = await page.evaluate(async () => {
        const answer = await fetch("/api/v1/order/?status=menunggu_pelunasan&page_size=1");
        return (await answer.json()).results[0];
      });
      const places = {
        "hari-ini": "/",
        pesanan: "/pesanan",
        "satu-pesanan": `/pesanan/${order.id}`,
        "pesanan-baru": "/pesanan/baru",
        papan: "/papan",
        dasbor: "/dasbor",
        tagihan: "/tagihan",
        pembayaran: "/pembayaran",
        produk: "/produk",
        staf: "/staf",
        pengaturan: "/pengaturan",
      };
      for (const [name, place] of Object.entries(places)) {
        await page.goto(`/admin${place}`);
        await settled(page);
        await take(name);
      }
      const whole = (name) =>
        page.screenshot({ path: join(OUT, `${name}-${width}-${scheme}.png`), fullPage: true });
      const bill = order.invoices.at(-1).invoice_code;
      const shown = {
        beranda: "/",
        lacak: `/lacak/${order.order_code}`,
        bayar: `/invoice/${bill}`,
        "tidak-ada": "/lacak/ORD-20250101-XXX",
      };
      for (const [name, place] of Object.entries(shown)) {
        await page.goto(place);
        await page.evaluate(() => document.fonts.ready);
        await whole(name);
      }
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  stop();
}
console.log(`Pictures of every page are in ${OUT}`);
