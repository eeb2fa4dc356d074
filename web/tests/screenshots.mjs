// A picture of every page, of staff and of customers, at three widths, in the light and in the
// dark, of a demo workshop that lives as long as this takes. They go to `screenshots`; those
// that the README shows, of an order that is just being paid, to `screenshots/readme`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, browse, serve } from "./serving.mjs";

const OUT = join(ROOT, "web/screenshots");
const WIDTHS = [390, 820, 1440];

async function open(browser, base, width, colorScheme, more = {}) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme,
    locale: "id-ID",
    timezoneId: "Asia/Jakarta",
    reducedMotion: "reduce",
    ...more,
  });
  return context.newPage();
}

async function signIn(page) {
  await page.goto("/admin/");
  await page.fill("[name=username]", "admin");
  await page.fill("[name=password]", "password123");
  await page.keyboard.press("Enter");
  await settled(page);
}

async function settled(page) {
  await page.locator(".page h1").first().waitFor();
  // A page may have several of them, each for a part of it.
  while ((await page.locator(".bones").count()) > 0) await page.waitForTimeout(50);
  await page.evaluate(() => document.fonts.ready);
}

/** An order is paid while its page and its tracker are open. */
async function readme(browser, base) {
  const desk = await open(browser, base, 1440, "light", { reducedMotion: "no-preference" });
  const phone = await open(browser, base, 390, "light", { deviceScaleFactor: 2 });
  const at = (name) => ({ path: join(OUT, "readme", `${name}.png`) });
  await signIn(desk);
  const order = await desk.evaluate(async () => {
    const answer = await fetch("/api/v1/order/?status=menunggu_pelunasan&page_size=1");
    return (await answer.json()).results[0];
  });
  await desk.goto("/admin/papan");
  await settled(desk);
  await desk.screenshot(at("papan"));
  await desk.goto(`/admin/pesanan/${order.id}`);
  await settled(desk);
  await phone.goto(`/lacak/${order.order_code}`);
  await phone.waitForSelector("#light[data-state=live]");
  const payer = await open(browser, base, 390, "light");
  await payer.goto(await phone.getAttribute(".due .button", "href"));
  await payer.check("input[value=QRIS]");
  await payer.click("button.main");
  await desk.getByText("Lunas", { exact: true }).first().waitFor();
  // Numbers have rolled to their end then, and what changed still glows.
  await desk.waitForTimeout(600);
  await desk.screenshot(at("pesanan"));
  await phone.waitForSelector("#news:not(:empty)");
  await phone.screenshot({ ...at("lacak"), fullPage: true });
  await desk.goto("/");
  await desk.evaluate(() => document.fonts.ready);
  await desk.screenshot(at("beranda"));
}

mkdirSync(join(OUT, "readme"), { recursive: true });
const { base, stop } = await serve(OUT);
const browser = await browse();
try {
  for (const width of WIDTHS) {
    for (const scheme of ["light", "dark"]) {
      const page = await open(browser, base, width, scheme);
      const take = (name) => page.screenshot({ path: join(OUT, `${name}-${width}-${scheme}.png`) });
      await page.goto("/admin/");
      await page.getByRole("heading").waitFor();
      await take("masuk");
      await signIn(page);
      const order = await page.evaluate(async () => {
        const answer = await fetch("/api/v1/order/?status=menunggu_pelunasan&page_size=1");
        const { id } = (await answer.json()).results[0];
        return (await fetch(`/api/v1/order/${id}/`)).json();
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
        templat: "/templat",
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
  await readme(browser, base);
} finally {
  await browser.close();
  stop();
}
console.log(`Pictures of every page are in ${OUT}`);
