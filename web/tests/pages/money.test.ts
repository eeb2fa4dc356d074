// Money that needs a decision: that nobody knows, that goes back, that moves, that comes in parts.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Clerk, Desk, live, openBrowser, webhook } from "./kit";

const STORY = 90_000;

let browser: Browser;
let clerk: Clerk;

beforeAll(async () => {
  browser = await openBrowser();
  clerk = await Clerk.hire();
}, STORY);

afterAll(() => browser.close());

test("money of no invoice appears by itself, and is given to one", async () => {
  const order = await clerk.order("Uang Siapa Ini");
  const sari = await Desk.open(browser, { path: "/" });
  const budi = await Desk.open(browser, { as: "admin", path: `/pesanan/${order.id}` });
  const { page } = sari;
  await live(page);
  const stray = page.locator('[data-stray="toko-seberang-7"]');
  expect(await stray.count()).toBe(0);

  await webhook({ id: "halaman-asing-7", external_id: "toko-seberang-7", status: "PAID", amount: 3_750_000, paid_amount: 3_750_000, paid_at: new Date().toISOString(), payment_method: "QR_CODE", payment_channel: "QRIS", currency: "IDR" });
  await stray.getByText("Rp 3.750.000").waitFor();

  await stray.getByRole("button", { name: "Cocokkan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Untuk pesanan" }).fill("uang siapa");
  await dialog.getByRole("option", { name: /Uang Siapa Ini/ }).waitFor();
  await page.keyboard.press("Enter");
  expect(await dialog.getByRole("radio", { name: /DP/ }).isChecked()).toBe(true);
  await dialog.getByRole("button", { name: "Cocokkan Rp 3.750.000" }).click();

  await stray.waitFor({ state: "detached" });
  // Neither the money nor the warning about it waits for anybody any more.
  const warning = "tagihannya tidak dikenal";
  await page.getByText(warning).first().waitFor({ state: "detached" });
  const open = await clerk.ask<object>("GET", "/admin/security/alerts/?acknowledged=false&page_size=100");
  expect(JSON.stringify(open)).not.toContain(warning);
  await budi.page.getByText("DP dibayar").first().waitFor();
  expect((await clerk.read(order.id)).status_order).toBe("dp_dibayar");
  await sari.close();
  await budi.close();
}, STORY);

test("money goes back, never more than there is, and others see it", async () => {
  const order = await clerk.paid("Uang Kembali");
  const sari = await Desk.open(browser, { path: `/pesanan/${order.id}` });
  const budi = await Desk.open(browser, { as: "viewer", path: `/pesanan/${order.id}` });
  const { page } = sari;
  sari.expects(/status of 400/);
  expect(await budi.page.getByRole("button", { name: "Kembalikan uang" }).count()).toBe(0);

  await page.getByRole("button", { name: "Kembalikan uang" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByLabel("Jumlah").inputValue()).toBe("3.750.000");
  await dialog.getByLabel("Jumlah").fill("4000000");
  await dialog.getByText("Tunai", { exact: true }).click();
  await dialog.getByText("Ditagih lagi ke pelanggan").click();
  await dialog.getByLabel("Alasan").fill("Kain tidak sesuai");
  await dialog.getByRole("button", { name: "Kembalikan Rp 4.000.000" }).click();
  await dialog.getByRole("alert").filter({ hasText: "Paling banyak Rp 3.750.000" }).waitFor();

  await dialog.getByLabel("Jumlah").fill("1000000");
  await dialog.getByRole("button", { name: "Kembalikan Rp 1.000.000" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Rp 1.000.000 dikembalikan").waitFor();
  await page.getByText("Kain tidak sesuai").first().waitFor();
  await budi.page.getByText("Rp 1.000.000 dikembalikan").waitFor();
  const left = (await clerk.read(order.id)) as unknown as { total_paid: string; remaining: string };
  expect([left.total_paid, left.remaining]).toEqual(["2750000.00", "4750000.00"]);
  await sari.close();
  await budi.close();
}, STORY);

test("what one order was paid too much pays another", async () => {
  const from = await clerk.paid("Toko Murah Hati");
  const to = await clerk.order("Toko Murah Hati");
  await clerk.change(from.id, { total_price: "3000000" });
  const desk = await Desk.open(browser, { path: `/pesanan/${from.id}` });
  const other = await Desk.open(browser, { as: "admin", path: `/pesanan/${to.id}` });
  const { page } = desk;

  await page.getByRole("button", { name: "Pindahkan kelebihan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("option", { name: new RegExp(to.order_code) }).click();
  expect(await dialog.getByLabel("Jumlah").inputValue()).toBe("750.000");
  await dialog.getByLabel("Alasan").fill("Pelanggan sama");
  await dialog.getByRole("button", { name: "Pindahkan Rp 750.000" }).click();
  await dialog.waitFor({ state: "detached" });

  await page.getByText(`dipindahkan ke ${to.order_code}`).first().waitFor();
  await page.getByRole("button", { name: "Pindahkan kelebihan" }).waitFor({ state: "detached" });
  await other.page.getByText("Rp 750.000").first().waitFor();
  const took = (await clerk.read(to.id)) as unknown as { total_paid: string };
  expect(took.total_paid).toBe("750000.00");
  await desk.close();
  await other.close();
}, STORY);

test("the rest comes in instalments, as agreed, until somebody ends it", async () => {
  const order = await clerk.order("Cicil Tiga Kali");
  const desk = await Desk.open(browser, { path: `/pesanan/${order.id}` });
  const other = await Desk.open(browser, { as: "viewer", path: `/pesanan/${order.id}` });
  const { page } = desk;

  await page.getByRole("button", { name: "Buat cicilan" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByRole("listitem").allInnerTexts()).toHaveLength(3);
  await dialog.getByText("Diatur sendiri").click();
  await dialog.getByLabel("Jumlah 1").fill("2500000");
  await dialog.getByText("Masih kurang Rp 1.250.000").waitFor();
  expect(await dialog.getByRole("button", { name: "Buat cicilan" }).isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Tambah bagian" }).click();
  await dialog.getByText("Pas Rp 7.500.000").waitFor();
  await dialog.getByRole("button", { name: "Buat cicilan" }).click();
  await dialog.waitFor({ state: "detached" });

  await other.page.getByText("0 dari 3 terbayar").waitFor();
  await page.getByText("Cicilan 1 dari 3").waitFor();
  await clerk.pay(order.id);
  await page.getByText("1 dari 3 terbayar").waitFor();
  await page.getByRole("button", { name: "Akhiri cicilan" }).click();
  await dialog.getByRole("button", { name: "Akhiri cicilan" }).click();
  await other.page.locator("[data-plan=cancelled]").waitFor();
  await desk.close();
  await other.close();
}, STORY);
