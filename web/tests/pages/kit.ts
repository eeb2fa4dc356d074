// People at their desks: browsers against a real server, and a way to do things behind their
// backs.

import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect } from "vitest";

export const SERVER = process.env["RAJUT_URL"] ?? "http://127.0.0.1:8000";
const PASSWORD = process.env["RAJUT_PASSWORD"] ?? "password123";
const WEBHOOK_TOKEN = process.env["RAJUT_WEBHOOK_TOKEN"] ?? "";
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Longer than anything here takes on a busy machine. */
export const PATIENCE = 20_000;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

interface Seat {
  readonly as?: string;
  readonly at?: string;
  readonly dark?: boolean;
  readonly width?: number;
  /** Already there, instead of at the door. */
  readonly path?: string;
}

/** Somebody at a browser of their own, and all that went wrong in it. */
export class Desk {
  readonly #expected: RegExp[] = [];
  readonly #troubles: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, seat: Seat = {}): Promise<Desk> {
    const { as = "owner", at = SERVER, dark = false, width = 1280, path } = seat;
    const context = await browser.newContext({
      baseURL: at,
      colorScheme: dark ? "dark" : "light",
      viewport: { width, height: width < 600 ? 740 : 860 },
      locale: "id-ID",
      timezoneId: "Asia/Jakarta",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(PATIENCE);
    const desk = new Desk(context, await context.newPage());
    desk.#watch(desk.page);
    if (path !== undefined) {
      await desk.signIn(as);
      await desk.page.goto(`/admin${path}`);
    }
    return desk;
  }

  /** Another tab of the same browser. */
  async tab(path: string): Promise<Page> {
    const page = await this.context.newPage();
    this.#watch(page);
    await page.goto(`/admin${path}`);
    await live(page);
    return page;
  }

  async signIn(as = "owner"): Promise<void> {
    const { page } = this;
    await page.goto("/admin/");
    await page.fill("[name=username]", as);
    await page.fill("[name=password]", PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").first().waitFor({ state: "attached" });
    await live(page);
  }

  /** A trouble that belongs to the story. */
  expects(trouble: RegExp): void {
    this.#expected.push(trouble);
  }

  /** Ends it; nothing may have gone wrong that the story did not expect. */
  async close(): Promise<void> {
    await this.context.close();
    expect(this.#troubles).toEqual([]);
  }

  #watch(page: Page): void {
    const note = (trouble: string) => {
      if (!this.#expected.some((known) => known.test(trouble))) this.#troubles.push(trouble);
    };
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") note(message.text());
    });
    page.on("pageerror", (error) => note(String(error)));
  }
}

/** Waits until a page hears what happens. */
export async function live(page: Page): Promise<void> {
  await page.locator(".dot:not(.lost)").first().waitFor({ state: "attached" });
}

/** Tells the server what the payment provider would. */
export async function webhook(body: object): Promise<void> {
  const answer = await fetch(`${SERVER}/api/v1/webhook/xendit/`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-callback-token": WEBHOOK_TOKEN },
    body: JSON.stringify(body),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

export interface Known {
  readonly id: string;
  readonly order_code: string;
  readonly customer_name: string;
  readonly version: number;
  readonly production_status: string;
  readonly status_order: string;
  readonly invoices?: readonly { readonly id: string; readonly invoice_status: string; readonly remaining: string }[];
}

/** Somebody who needs no page. */
export class Clerk {
  private constructor(readonly token: string) {}

  static async hire(as = "owner"): Promise<Clerk> {
    const answer = await fetch(`${SERVER}/api/v1/auth/login/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: as, password: PASSWORD }),
    });
    expect(answer.status).toBe(200);
    return new Clerk(((await answer.json()) as { access: string }).access);
  }

  async ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${SERVER}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const told = await answer.text();
    expect(answer.ok, `${method} ${path}: ${told}`).toBe(true);
    return JSON.parse(told) as Answer;
  }

  /** A new order of somebody nobody else is called. */
  async order(name: string): Promise<Known> {
    const made = await this.ask<{ order: Known }>("POST", "/order/", {
      customer_name: name,
      product_name: "Kaos sablon",
      quantity: 50,
      total_price: "7500000",
      payment_type: "dp",
      dp_percent: 50,
      contact_information: "081234567890",
    });
    return made.order;
  }

  /** The same with its down payment. */
  async paid(name: string): Promise<Known> {
    const order = await this.order(name);
    await this.pay(order.id);
    return this.read(order.id);
  }

  async pay(id: string): Promise<void> {
    const { invoices = [] } = await this.read(id);
    const open = invoices.find((invoice) => invoice.invoice_status === "belum dibayar");
    await this.ask("POST", "/payment/manual/", {
      invoice_id: open?.id,
      payment_method: "CASH",
      amount: open?.remaining,
    });
  }

  read(id: string): Promise<Known> {
    return this.ask<Known>("GET", `/order/${id}/`);
  }

  change(id: string, fields: object): Promise<Known> {
    return this.ask<Known>("PATCH", `/order/${id}/`, fields);
  }
}

/** A wire to the server that can be cut and mended. */
export class Wire {
  readonly #ends = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  static async lay(): Promise<Wire> {
    const wire = new Wire();
    await wire.mend();
    return wire;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async mend(): Promise<void> {
    const { hostname, port } = new URL(SERVER);
    this.#server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const [one, other] of [[near, far], [far, near]] as const) {
        this.#ends.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.#ends.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    const server = this.#server;
    await new Promise<void>((done) => server.listen(this.#port, "127.0.0.1", done));
    this.#port = (server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    for (const end of this.#ends) end.destroy();
    await new Promise<void>((done) => (server ? server.close(() => done()) : done()));
  }
}
