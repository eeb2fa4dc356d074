// A browser for stories: Debian's, without a window. Whatever a page complains about is
// remembered, and is a flaw at the end of its story.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect } from "vitest";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const BASE = process.env["RAJUT_URL"] ?? "";
export const TOKEN = process.env["RAJUT_TOKEN"] ?? "";

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };

export function launch(...args: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...args],
  });
}

/** Somebody's browser, with what its pages complained about. */
export class Visitor {
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async come(browser: Browser, options: Parameters<Browser["newContext"]>[0] = {}) {
    const context = await browser.newContext({ viewport: PHONE, ...options });
    const page = await context.newPage();
    const visitor = new Visitor(context, page);
    page.on("console", (message) => {
      if (message.type() === "error") visitor.complaints.push(message.text());
    });
    page.on("pageerror", (error) => visitor.complaints.push(String(error)));
    return visitor;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${BASE}${path}`);
  }

  /** Leaves; nothing may have been complained about, but for what the story expects. */
  async leave(expected: RegExp = /(?!)/): Promise<void> {
    await this.context.close();
    expect(this.complaints.filter((text) => !expected.test(text))).toEqual([]);
  }

  /** Holds the page against the rules of accessibility, and against its own width. */
  async inspect(): Promise<void> {
    const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider, `${this.page.url()} is wider than its window`).toBeLessThanOrEqual(0);
    // The policy forbids foreign scripts; the debugger's own evaluation is not one.
    await this.page.evaluate(AXE);
    const flaws = await this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<Found> } };
      interface Found {
        violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[];
      }
      const { violations } = await axe.run();
      return violations.map((it) => `${it.impact} ${it.id} ${it.nodes.map((node) => node.target)}`);
    });
    expect(flaws, this.page.url()).toEqual([]);
  }
}

/** Asks the server as staff. */
export async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.ok, `${method} ${path} was answered ${answer.status} ${text}`).toBe(true);
  return (text ? JSON.parse(text) : undefined) as T;
}

export interface Order {
  readonly id: string;
  readonly order_code: string;
  readonly invoices: readonly { readonly invoice_code: string }[];
}

export async function anOrder(fields: object = {}): Promise<Order> {
  const made = await ask<{ order: Order }>("POST", "/api/v1/order/", {
    customer_name: "Siti Nurhaliza",
    product_name: "Kaos panitia",
    quantity: 50,
    total_price: "7500000",
    payment_type: "dp",
    dp_percent: 50,
    contact_information: "081234567890",
    ...fields,
  });
  return ask("GET", `/api/v1/order/${made.order.id}/`);
}
