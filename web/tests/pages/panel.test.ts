// What staff do with the panel, in a real browser against a real server.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Clerk, Desk, PATIENCE, Wire, live, openBrowser } from "./kit";

const STORY = 90_000;

let browser: Browser;
let clerk: Clerk;

beforeAll(async () => {
  browser = await openBrowser();
  clerk = await Clerk.hire();
}, STORY);

afterAll(() => browser.close());

const row = (page: Page, name: string) => page.locator("[data-order]", { hasText: name });
const card = (page: Page, name: string) => page.locator("[data-column] li", { hasText: name });
const column = (page: Page, step: string) => page.locator(`[data-column="${step}"]`);

test("signing in, staying, and leaving in every tab", async () => {
  const desk = await Desk.open(browser);
  const { page } = desk;
  desk.expects(/status of 400/);
  await page.goto("/admin/pesanan");
  await page.fill("[name=username]", "owner");
  await page.fill("[name=password]", "salah sekali");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText(/./).waitFor();

  await desk.signIn();
  await page.goto("/admin/pesanan");
  await page.getByRole("heading", { name: "Pesanan", exact: true }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Pesanan", exact: true }).waitFor();

  const other = await desk.tab("/papan");
  await page.getByRole("button", { name: "Keluar" }).first().click();
  await page.getByRole("heading", { name: "Masuk ke panel" }).waitFor();
  await other.getByRole("heading", { name: "Masuk ke panel" }).waitFor();
  await desk.close();
}, STORY);

test("an order made in one tab is in all others, without a reload", async () => {
  const sari = await Desk.open(browser, { path: "/pesanan" });
  const budi = await Desk.open(browser, { as: "admin", path: "/pesanan" });
  const second = await sari.tab("/pesanan");
  await Promise.all([live(sari.page), live(budi.page)]);

  const { page } = sari;
  await page.keyboard.press("n");
  await page.getByLabel("Nama pelanggan").fill("Toko Tiga Tab");
  await page.getByLabel("Nomor WhatsApp atau email").fill("0812 3456 7890");
  await page.getByLabel("Produk", { exact: true }).fill("Kaos sablon");
  await page.getByLabel("Jumlah", { exact: true }).fill("50");
  await page.getByLabel("Harga total").fill("7500000");
  expect(await page.getByLabel("Harga total").inputValue()).toBe("7.500.000");
  await page.getByText("Rp 3.750.000").first().waitFor();
  await page.getByRole("button", { name: "Buat pesanan" }).click();

  await row(budi.page, "Toko Tiga Tab").waitFor();
  await row(second, "Toko Tiga Tab").waitFor();
  await page.getByRole("heading", { name: "Toko Tiga Tab" }).waitFor();
  await page.getByText("Belum dibayar").first().waitFor();
  await sari.close();
  await budi.close();
}, STORY);

test("a card is dragged to its next step, others see it, and there is a way back", async () => {
  const order = await clerk.paid("Kartu Berpindah");
  const sari = await Desk.open(browser, { path: "/papan" });
  const wati = await Desk.open(browser, { as: "production", path: "/papan" });
  await card(wati.page, "Kartu Berpindah").waitFor();

  const { page } = sari;
  await drag(page, card(page, "Kartu Berpindah"), column(page, "diproses"));
  await column(page, "diproses").getByText("Kartu Berpindah").waitFor();
  await column(wati.page, "diproses").getByText("Kartu Berpindah").waitFor();
  expect((await clerk.read(order.id)).production_status).toBe("diproses");
  expect(await wati.page.locator("main").innerText()).not.toContain("Rp");

  await page.getByRole("button", { name: "Urungkan" }).click();
  await column(page, "menunggu").getByText("Kartu Berpindah").waitFor();
  await column(wati.page, "menunggu").getByText("Kartu Berpindah").waitFor();
  await sari.close();
  await wati.close();
}, STORY);

test("a gate that money keeps shut is explained, and may be passed with a reason", async () => {
  const order = await clerk.order("Kartu Tertahan");
  const desk = await Desk.open(browser, { path: "/papan" });
  const { page } = desk;

  await drag(page, card(page, "Kartu Tertahan"), column(page, "diproses"));
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Produksi dimulai setelah DP").waitFor();
  await dialog.getByLabel("Alasan").fill("Pelanggan lama");
  await dialog.getByRole("button", { name: "Tetap pindahkan" }).click();
  await column(page, "diproses").getByText("Kartu Tertahan").waitFor();
  expect((await clerk.read(order.id)).production_status).toBe("diproses");
  await desk.close();
}, STORY);

test("a lost connection says so, and everything that was missed is there afterwards", async () => {
  const order = await clerk.paid("Sinyal Hilang");
  const wire = await Wire.lay();
  const desk = await Desk.open(browser, { at: wire.address, path: `/pesanan?search=${order.order_code}` });
  const { page } = desk;
  desk.expects(/ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|WebSocket/);
  await row(page, "Sinyal Hilang").waitFor();
  await live(page);

  await wire.cut();
  await page.getByText("Koneksi terputus").first().waitFor();
  await clerk.change(order.id, { production_status: "diproses" });
  expect(await row(page, "Sinyal Hilang").innerText()).toContain("Menunggu");

  await wire.mend();
  await row(page, "Sinyal Hilang").getByText("Diproses").waitFor();
  await live(page);
  await desk.close();
  await wire.cut();
}, STORY);

test("two people at one order see each other, and neither overwrites the other", async () => {
  const order = await clerk.order("Dua Orang");
  const sari = await Desk.open(browser, { path: `/pesanan/${order.id}` });
  const budi = await Desk.open(browser, { as: "admin", path: `/pesanan/${order.id}` });
  await sari.page.locator("[data-presence]", { hasText: "admin" }).waitFor();

  const { page } = sari;
  sari.expects(/status of 412/);
  await page.getByRole("button", { name: "Ubah", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("[name=customer_name]").fill("Dua Orang dan Kawan");
  await dialog.locator("[name=quantity]").fill("60");

  await clerk.change(order.id, { customer_name: "Dua Orang Sejati" });
  await budi.page.getByRole("heading", { name: "Dua Orang Sejati" }).waitFor();
  await dialog.getByText("Baru saja diubah orang lain").waitFor();
  await dialog.getByRole("button", { name: "Simpan", exact: true }).click();

  const conflict = page.locator("[data-conflict]");
  await conflict.getByText("Dua Orang dan Kawan").waitFor();
  await conflict.getByText("Dua Orang Sejati").click();
  await conflict.getByRole("button", { name: "Simpan pilihan ini" }).click();
  await dialog.waitFor({ state: "detached" });

  const saved = (await clerk.read(order.id)) as unknown as { customer_name: string; quantity: number };
  expect([saved.customer_name, saved.quantity]).toEqual(["Dua Orang Sejati", 60]);
  await budi.page.getByText("60 pcs").first().waitFor();
  await sari.close();
  await budi.close();
}, STORY);

test("two tabs of one person at two orders are seen at both", async () => {
  const [one, two] = [await clerk.order("Tab Kiri"), await clerk.order("Tab Kanan")];
  const sari = await Desk.open(browser, { path: `/pesanan/${one.id}` });
  const watching = await sari.tab(`/pesanan/${two.id}`);
  const budi = await Desk.open(browser, { as: "admin", path: `/pesanan/${one.id}` });
  const second = await budi.tab(`/pesanan/${two.id}`);
  for (const page of [sari.page, watching]) await page.locator("[data-presence]", { hasText: "admin" }).waitFor();
  for (const page of [budi.page, second]) await page.locator("[data-presence]", { hasText: "owner" }).waitFor();

  await second.close();
  await watching.locator("[data-presence]").waitFor({ state: "detached" });
  await sari.page.locator("[data-presence]", { hasText: "admin" }).waitFor();
  await sari.close();
  await budi.close();
}, STORY);

test("many orders are moved at once, and moved back", async () => {
  const orders = [await clerk.paid("Borongan Satu"), await clerk.paid("Borongan Dua")];
  const desk = await Desk.open(browser, { path: "/pesanan?search=borongan" });
  const { page } = desk;
  await row(page, "Borongan Satu").waitFor();

  await page.getByLabel("Pilih semua di halaman ini").check();
  await page.getByText("2 dipilih").waitFor();
  await page.getByLabel("Pindahkan ke").selectOption("diproses");
  await page.getByText("2 pesanan dipindahkan ke Diproses").waitFor();
  for (const order of orders) expect((await clerk.read(order.id)).production_status).toBe("diproses");

  await page.getByRole("button", { name: "Urungkan" }).click();
  await page.getByText("Sudah dikembalikan seperti semula").waitFor();
  for (const order of orders) expect((await clerk.read(order.id)).production_status).toBe("menunggu");
  await desk.close();
}, STORY);

test("money is recorded, a transfer with its slip, and the order moves on by itself", async () => {
  const order = await clerk.order("Bukti Transfer");
  const desk = await Desk.open(browser, { path: `/pesanan/${order.id}` });
  const other = await Desk.open(browser, { as: "viewer", path: `/pesanan/${order.id}` });
  const { page } = desk;

  await page.getByRole("button", { name: "Catat pembayaran" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Bukti transfer").setInputFiles({ name: "bukti.png", mimeType: "image/png", buffer: Buffer.from(PNG, "base64") });
  await dialog.getByLabel("Bank", { exact: true }).fill("BCA");
  await dialog.getByRole("button", { name: "Catat pembayaran" }).click();
  await dialog.waitFor({ state: "detached" });

  await page.getByText("DP dibayar").first().waitFor();
  await other.page.getByText("DP dibayar").first().waitFor();
  // Whoever sees money sees the slip.
  await other.page.getByRole("button", { name: "Bukti transfer" }).click();
  const slip = other.page.getByRole("img", { name: /Bukti transfer/ });
  await expect.poll(() => slip.evaluate((it) => (it as HTMLImageElement).naturalWidth)).toBe(1);
  await other.page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Minta pelunasan" }).click();
  await other.page.getByText("Pelunasan diminta").first().waitFor();
  expect(await other.page.getByRole("button", { name: "Catat pembayaran" }).count()).toBe(0);
  await desk.close();
  await other.close();
}, STORY);

test("everything can be done with a keyboard", async () => {
  await clerk.paid("Papan Ketik");
  const desk = await Desk.open(browser, { path: "/" });
  const { page } = desk;
  await live(page);

  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.getByRole("heading", { name: "Pesanan", exact: true }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("papan ketik");
  await page.waitForURL(/search=papan/);
  await row(page, "Papan Ketik").first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.locator("tr.at").waitFor();
  await page.keyboard.press("x");
  await page.getByText("1 dipilih").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Papan Ketik" }).waitFor();
  await page.keyboard.press("Escape");
  await row(page, "Papan Ketik").first().waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Pintasan papan ketik" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await page.keyboard.press("g");
  await page.keyboard.press("b");
  const link = card(page, "Papan Ketik").first().getByRole("link");
  await link.focus();
  await page.keyboard.press("ArrowRight");
  await column(page, "diproses").getByText("Papan Ketik").waitFor();
  await desk.close();
}, STORY);

/** A picture of one dot. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Where something is once it has stopped moving: a board is drawn in pieces. */
async function still(what: ReturnType<Page["locator"]>): ReturnType<typeof what.boundingBox> {
  let before = await what.boundingBox();
  await expect
    .poll(async () => {
      const now = await what.boundingBox();
      const moved = JSON.stringify(now) !== JSON.stringify(before);
      before = now;
      return moved;
    }, { interval: 100, timeout: PATIENCE })
    .toBe(false);
  return before;
}

async function drag(page: Page, from: ReturnType<Page["locator"]>, to: ReturnType<Page["locator"]>): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const start = await still(from);
  const end = await to.boundingBox();
  expect(start && end).toBeTruthy();
  if (!start || !end) return;
  await page.mouse.move(start.x + start.width / 3, start.y + 15);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 3 + 20, start.y + 25, { steps: 4 });
  const bottom = Math.min(end.y + end.height, PATIENCE) - 20;
  await page.mouse.move(end.x + end.width / 2, Math.max(end.y + 30, Math.min(bottom, start.y + 40)), { steps: 12 });
  await page.mouse.up();
}
