// Every page, for everyone: readable by machines and by tired eyes, on a telephone too.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Clerk, Desk, live, openBrowser, type Known } from "./kit";

const STORY = 240_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let order: Known;

beforeAll(async () => {
  browser = await openBrowser();
  const clerk = await Clerk.hire();
  await clerk.order("Sanggar Tari Cendana");
  order = await clerk.paid("Koperasi Karyawan Sejahtera dan Keluarga Besar");
}, STORY);

afterAll(() => browser.close());

const places = () => ["/", "/pesanan", `/pesanan/${order.id}`, "/pesanan/baru", "/papan", "/dasbor", "/tagihan", "/pembayaran", "/produk", "/templat", "/staf", "/pengaturan"];

/** Until what was asked for is there. */
async function settled(page: Page): Promise<void> {
  await live(page);
  await page.locator(".page h1").first().waitFor();
  await page.locator(".bones").waitFor({ state: "detached" });
}

/** What axe finds, as far as it keeps somebody out. The policy of the page holds for it too. */
async function barriers(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const found = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }).axe;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return (await axe.run({ runOnly: tags })).violations;
  });
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

for (const dark of [false, true]) {
  test(`nobody is kept out, ${dark ? "in the dark" : "in the light"}`, async () => {
    const door = await Desk.open(browser, { dark });
    await door.page.goto("/admin/");
    await door.page.getByRole("heading").waitFor();
    expect(await barriers(door.page)).toEqual([]);
    await door.close();

    const desk = await Desk.open(browser, { dark, path: "/" });
    const found: string[] = [];
    for (const place of places()) {
      await desk.page.goto(`/admin${place}`);
      await settled(desk.page);
      found.push(...(await barriers(desk.page)).map((barrier) => `${place} ${barrier}`));
    }
    expect(found).toEqual([]);
    await desk.page.goto(`/admin/pesanan/${order.id}`);
    await settled(desk.page);
    for (const name of ["Ubah", "Kembalikan uang", "Buat cicilan"]) {
      await desk.page.getByRole("button", { name, exact: true }).click();
      await desk.page.getByRole("dialog").waitFor();
      expect(await barriers(desk.page), `the dialog ${name}`).toEqual([]);
      await desk.page.keyboard.press("Escape");
      await desk.page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await desk.close();
  }, STORY);
}

test("a telephone shows every page whole", async () => {
  const desk = await Desk.open(browser, { width: 360, path: "/" });
  const { page } = desk;
  const found: string[] = [];
  for (const place of places()) {
    await page.goto(`/admin${place}`);
    await settled(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) found.push(`${place} is wider than the telephone by ${over}`);
    found.push(...(await barriers(page)).map((barrier) => `${place} ${barrier}`));
  }
  expect(found).toEqual([]);
  await page.getByRole("button", { name: "Lainnya" }).click();
  await page.getByRole("link", { name: "Tagihan" }).last().click();
  await page.getByRole("heading", { name: "Tagihan" }).waitFor();
  await desk.close();
}, STORY);

test("English is a switch, and stays", async () => {
  const desk = await Desk.open(browser, { path: "/pengaturan" });
  await desk.page.getByText("English").click();
  await desk.page.getByRole("heading", { name: "Settings" }).waitFor();
  await desk.page.reload();
  await desk.page.getByRole("heading", { name: "Settings" }).waitFor();
  expect(await desk.page.evaluate(() => document.documentElement.lang)).toBe("en");

  // What the server refuses is English too.
  desk.expects(/status of 400/);
  await desk.page.goto(`/admin/pesanan/${order.id}`);
  await desk.page.getByRole("button", { name: "Refund" }).click();
  const dialog = desk.page.getByRole("dialog");
  await dialog.getByLabel("Amount").fill("99000000");
  await dialog.getByLabel("Reason").fill("Too much");
  await dialog.getByRole("button", { name: /^Refund/ }).click();
  await dialog.getByRole("alert").filter({ hasText: "can be refunded" }).waitFor();
  await desk.close();
}, STORY);
