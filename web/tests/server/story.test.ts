// The client against a real server, which says by its variables where it is and who we are.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { LiveSocket, Orders, type Frame, type LiveOrder, type LiveState } from "../../src/live";

const BASE = process.env["RAJUT_URL"] ?? "";
const TOKEN = process.env["RAJUT_TOKEN"] ?? "";

/** Sockets that were opened, so that a test can cut them. */
const opened: WebSocket[] = [];

class Cuttable extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    opened.push(this);
  }
}

beforeAll(() => {
  vi.stubGlobal("WebSocket", Cuttable);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.ok, `${method} ${path} was answered ${answer.status} ${text}`).toBe(true);
  return (text ? JSON.parse(text) : undefined) as T;
}

const anOrder = {
  customer_name: "Kedai Kopi Senja",
  product_name: "Kaos sablon",
  quantity: 50,
  total_price: "7500000",
  payment_type: "full",
  contact_information: "081234567890",
};

interface Listed extends LiveOrder {
  readonly product_name: string;
}

/** A tab that shows all orders. */
class Tab {
  readonly orders = new Orders<Listed>();
  readonly frames: Frame[] = [];
  gaps = 0;
  state: LiveState | undefined;
  readonly live: LiveSocket;

  constructor() {
    this.live = new LiveSocket(
      { url: `${BASE}/ws/orders/`, token: TOKEN },
      {
        frame: (frame) => {
          this.frames.push(frame);
          this.orders.apply(frame as Frame<Listed>);
        },
        gap: () => {
          this.gaps += 1;
          void this.load();
        },
        state: (state) => {
          this.state = state;
        },
      },
    );
  }

  async load(): Promise<void> {
    this.orders.load(await list());
  }

  get versions(): [string, number][] {
    return versions(this.orders.values());
  }
}

const list = async (): Promise<Listed[]> =>
  (await ask<{ results: Listed[] }>("GET", "/api/v1/order/?page_size=100")).results;

const versions = (orders: Iterable<LiveOrder>): [string, number][] =>
  [...orders].map((order): [string, number] => [order.id, order.version]).sort();

const create = async (): Promise<string> =>
  (await ask<{ order: Listed }>("POST", "/api/v1/order/", anOrder)).order.id;

const WITHIN = { timeout: 10_000, interval: 20 };

test("tabs follow, lose their sockets in the middle of changes, and end equal to the server", async () => {
  const tabs = [new Tab(), new Tab(), new Tab()];
  await vi.waitFor(() => {
    for (const tab of tabs) expect(tab.state?.name).toBe("live");
  }, WITHIN);

  const ids = [await create(), await create()];
  for (let round = 0; round < 10; round += 1) {
    for (const id of ids) {
      await ask("PATCH", `/api/v1/order/${id}/`, { product_name: `Kaos ${round}` });
    }
    opened[round % opened.length]?.terminate();
  }
  await ask("DELETE", `/api/v1/order/${await create()}/`);

  const truth = versions(await list());
  await vi.waitFor(() => {
    for (const tab of tabs) {
      expect(tab.state?.name).toBe("live");
      expect(tab.versions).toEqual(truth);
    }
  }, WITHIN);
  for (const tab of tabs) {
    expect(tab.gaps, "only the first connection loads a snapshot").toBe(1);
    tab.live.stop();
  }
  const cut = opened.length - tabs.length;
  expect(cut, "sockets were cut and came back").toBeGreaterThan(0);
});

test("a cursor of nowhere loads a snapshot instead of a part", async () => {
  const gaps: number[] = [];
  const live = new LiveSocket(
    { url: `${BASE}/ws/orders/`, token: TOKEN, since: "999999.1.1" },
    { frame: () => {}, gap: () => gaps.push(1), state: () => {} },
  );
  await vi.waitFor(() => expect(gaps).toHaveLength(1), WITHIN);
  live.stop();
});
