// A picture of every page, of staff and of customers, at three widths, in the light and in the
// dark, of a demo workshop that lives as long as this takes. They go to `screenshots`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, browse, serve } from "./serving.mjs";

const OUT = join(ROOT, "web/screenshots");
const WIDTHS = [390, 820, 1440];

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
      await page.fill("[name=username]", "admin");
      await page.fill("[name=password]", "password123");
      await page.keyboard.press("Enter");
      await settled(page);
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
} finally {
  await browser.close();
  stop();
}
console.log(`Pictures of every page are in ${OUT}`);
