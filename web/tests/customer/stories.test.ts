// What customers do, in a browser, against a real server with the sandbox of its provider.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { BASE, DESK, PHONE, Visitor, anOrder, ask, launch } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const TIMEOUT = 60_000;

/** The smallest PNG there is. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** Chooses the first product, or names one where none is on offer. */
async function choose(page: Page): Promise<void> {
  const product = page.locator("#product_name");
  if ((await product.evaluate((it) => it.tagName)) === "SELECT") {
    await product.selectOption({ index: 1 });
  } else {
    await product.fill("Kaos");
    await page.fill("#total_price", "500000");
  }
}

test("a tracker is read without JavaScript", { timeout: TIMEOUT }, async () => {
  const order = await anOrder();
  const visitor = await Visitor.come(browser, { javaScriptEnabled: false });
  await visitor.open(`/lacak/${order.order_code}`);

  const { page } = visitor;
  expect(await page.textContent("h1")).toBe("Menunggu pembayaran awal");
  expect(await page.locator(".steps li").count()).toBe(5);
  expect(await page.textContent("main")).toContain("Siti N.");
  expect(await page.textContent("main")).not.toContain("Nurhaliza");
  const pay = await page.getAttribute(".due .button", "href");
  expect(pay).toContain("/sandbox/pay/");
  await visitor.leave();
});

test("paying in the sandbox moves the tracker and the bill, live", { timeout: TIMEOUT }, async () => {
  const order = await anOrder();
  const invoice = order.invoices[0]?.invoice_code;
  const tracker = await Visitor.come(browser);
  const bill = await Visitor.come(browser);
  await tracker.open(`/lacak/${order.order_code}`);
  await bill.open(`/invoice/${invoice}`);
  for (const { page } of [tracker, bill]) {
    await page.waitForSelector("#light[data-state=live]");
  }

  const payer = await Visitor.come(browser);
  await payer.open(`/lacak/${order.order_code}`);
  const pay = await payer.page.getAttribute(".due .button", "href");
  // The server of a test does not know under which address it is reached.
  await payer.open(new URL(pay ?? "").pathname);
  await payer.page.check("input[value=QRIS]");
  await payer.page.click("button.main");

  const within = { timeout: 10_000 };
  await tracker.page.waitForSelector("h1:text-is('Masuk antrean produksi')", within);
  await bill.page.waitForSelector("text=Pembayaran sudah kami terima", within);
  expect(await tracker.page.getAttribute("#fill", "width")).toBe("35");

  await ask("PATCH", `/api/v1/order/${order.id}/`, { production_status: "diproses" });
  await tracker.page.waitForSelector("h1:text-is('Sedang diproduksi')", within);
  await tracker.page.waitForSelector("#news:not(:empty)");

  // Offline, something changes, and the page heals itself.
  await tracker.context.setOffline(true);
  await ask("PATCH", `/api/v1/order/${order.id}/`, { production_status: "selesai" });
  await tracker.context.setOffline(false);
  await tracker.page.waitForSelector("h1:text-is('Selesai dibuat, menunggu pelunasan')", {
    timeout: 40_000,
  });

  await tracker.leave(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await bill.leave();
  // The pages of the sandbox have no picture of their own.
  await payer.leave(/404/);
});

test("an order is placed with its design, and its own page follows", { timeout: TIMEOUT }, async () => {
  await ask("POST", "/api/v1/produkpost/", {
    nama: "Kaos Sablon",
    deskripsi: "Cotton combed 24s",
    kategori: "Kaos",
    harga: "65000",
  });
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await visitor.open("/");

  await page.click("#send");
  expect(await page.textContent("#customer_name-wrong")).toBe("Bagian ini perlu diisi.");
  expect(await page.textContent("#quantity-wrong")).toContain("1 sampai 10.000");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("customer_name");

  await page.click("[data-choose='Kaos Sablon']");
  await page.fill("#customer_name", "Rina Wulandari");
  await page.fill("#contact_information", "bukan kontak");
  await page.fill("#quantity", "24");
  expect(await page.textContent("#sum")).toBe("Rp 1.560.000");
  await page.setInputFiles("#design", { name: "logo.png", mimeType: "image/png", buffer: PICTURE });
  await page.click("#send");
  // What only the server knows stands beside its field too.
  await page.waitForSelector("#contact_information-wrong:not([hidden])");
  expect(await page.getAttribute("#contact_information", "aria-invalid")).toBe("true");

  await page.fill("#contact_information", "0812-3456-7890");
  await page.click("#send");
  await page.waitForURL(/\/lacak\/ORD-/, { timeout: 20_000 });
  expect(await page.textContent("main")).toContain("Kaos Sablon");
  const code = page.url().split("/").pop() ?? "";
  const found = await ask<{ results: { design: string | null }[] }>(
    "GET",
    `/api/v1/order/?search=${code}`,
  );
  expect(found.results[0]?.design).toContain("/media/designs/");
  await visitor.leave(/400/);
});

test("a network without https takes orders too", { timeout: TIMEOUT }, async () => {
  const home = new URL(BASE);
  const ours = await launch(`--host-resolver-rules=MAP kedai.test ${home.hostname}`);
  const visitor = await Visitor.come(ours);
  const { page } = visitor;
  await page.goto(`http://kedai.test:${home.port}/`);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);

  await page.fill("#customer_name", "Rina Wulandari");
  await page.fill("#contact_information", "0812-3456-7890");
  await choose(page);
  await page.fill("#quantity", "12");
  await page.click("#send");
  await page.waitForURL(/\/lacak\/ORD-/, { timeout: 20_000 });
  expect(await page.textContent("main")).toContain("Rina W.");

  // The server of a test knows another address, and sockets of foreign pages are refused.
  await visitor.leave(/WebSocket/);
  await ours.close();
});

test("what the server refuses is said in the language of the page", { timeout: TIMEOUT }, async () => {
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await visitor.open("/?lang=en");
  await page.fill("#customer_name", "Rina Wulandari");
  await page.fill("#contact_information", "no contact");
  await choose(page);
  await page.fill("#quantity", "12");
  await page.setInputFiles("#design", {
    name: "logo.png",
    mimeType: "image/png",
    buffer: Buffer.from("no picture"),
  });
  await page.click("#send");

  await page.waitForSelector("#contact_information-wrong:not([hidden])");
  expect(await page.textContent("#contact_information-wrong")).toContain("Enter a WhatsApp number");
  expect(await page.textContent("#design-wrong")).toContain("cannot be read");
  expect(await page.textContent("#wrong")).toBe("Some fields need another look.");
  await visitor.inspect();
  await visitor.leave(/400/);
});

test("an order is found by its code, and an unknown one is told so", { timeout: TIMEOUT }, async () => {
  const order = await anOrder();
  const visitor = await Visitor.come(browser, { viewport: DESK });
  await visitor.open("/");
  await visitor.page.fill("#kode", order.order_code.toLowerCase());
  await visitor.page.click(".find button");
  await visitor.page.waitForURL(`${BASE}/lacak/${order.order_code}`);

  await visitor.open("/lacak/ORD-20250101-ZZZ");
  expect(await visitor.page.textContent("h1")).toBe("Pesanan tidak ditemukan");
  await visitor.page.click(".lang");
  expect(await visitor.page.textContent("h1")).toBe("Order not found");
  await visitor.open(`/lacak/${order.order_code}`);
  expect(await visitor.page.textContent("h1")).toBe("Waiting for the first payment");
  await visitor.leave(/404/);
});

test("no page breaks a rule of accessibility, by day or by night", { timeout: TIMEOUT }, async () => {
  const order = await anOrder();
  const paid = await anOrder({ product_name: "Seragam lapangan lengan panjang ".repeat(7) });
  await ask("PATCH", `/api/v1/order/${paid.id}/`, { status_order: "dibatalkan" });
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [PHONE, DESK]) {
      const visitor = await Visitor.come(browser, { colorScheme, viewport, reducedMotion: "reduce" });
      for (const path of [
        "/",
        `/lacak/${order.order_code}`,
        `/lacak/${paid.order_code}?lang=en`,
        `/invoice/${order.invoices[0]?.invoice_code}`,
        `/invoice/${paid.invoices[0]?.invoice_code}`,
        "/lacak/ORD-20250101-ZZZ",
      ]) {
        await visitor.open(path);
        await visitor.inspect();
      }
      await visitor.leave(/404/);
    }
  }
});

test("the first look at a tracker is light, and soon alive", { timeout: TIMEOUT }, async () => {
  const order = await anOrder();
  const visitor = await Visitor.come(browser);
  const sizes: Promise<number>[] = [];
  visitor.page.on("response", (response) => {
    sizes.push(packed(response.url()));
  });
  await visitor.open(`/lacak/${order.order_code}`);
  await visitor.page.waitForSelector("#light[data-state=live]");
  await visitor.page.evaluate(() => document.fonts.ready);

  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(sizes.length, "page, style, script and letters").toBeGreaterThanOrEqual(4);
  expect(bytes).toBeLessThan(60_000);
  await visitor.leave();
});

/** How many bytes of a file travel to a browser that unpacks. */
async function packed(url: string): Promise<number> {
  const { gzipSync } = await import("node:zlib");
  const answer = await fetch(url, { headers: { "accept-encoding": "gzip" } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return url.endsWith(".woff2") ? bytes.length : gzipSync(bytes).length;
}
