// An order from form to dikirim, by a client that knows nothing but the contract: every
// path, field and answer here is checked by the compiler against what was generated.

import assert from "node:assert/strict";
import process from "node:process";
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

const base = process.env["RAJUT_URL"] ?? "";
const password = process.env["RAJUT_PASSWORD"] ?? "";

type Order = components["schemas"]["Order"];

/** What was answered, if it was what the contract calls good. */
function good<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  const { data, error, response } = answer;
  assert.ok(response.ok, `${response.url} was answered ${response.status} ${JSON.stringify(error)}`);
  assert.ok(data !== undefined, `${response.url} was answered without a body`);
  return data;
}

/** What the contract may leave out for others, but not for us. */
function there<T>(value: T | null | undefined, what: string): T {
  assert.ok(value !== null && value !== undefined, `${what} is missing`);
  return value;
}

/** Pays a page of the provider's stand-in, as a customer does in a browser. */
async function pays(page: string | null | undefined): Promise<void> {
  const { pathname } = new URL(there(page, "a page to pay on"));
  const form = new URLSearchParams({ channel: "OVO", deed: "bayar" });
  const paid = await fetch(base + pathname, { method: "POST", body: form });
  assert.ok(paid.ok, `paying was answered ${paid.status}`);
}

/** Looks until something is true: a provider tells of money in its own time. */
async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`it never came to be: ${what}`);
}

const visitor = createClient<paths>({ baseUrl: base });

/** A client with somebody's sign-in. */
async function signedIn(username: string) {
  const body = { username, password };
  const { access, user } = good(await visitor.POST("/api/v1/auth/login/", { body }));
  assert.equal(there(user, "who signed in").username, username);
  return createClient<paths>({ baseUrl: base, headers: { Authorization: `Bearer ${access}` } });
}

const wrong = await visitor.POST("/api/v1/auth/login/", {
  body: { username: "admin", password: "salah" },
});
assert.equal(wrong.response.status, 400);
assert.equal(there(wrong.error, "a refusal").error_code, "VALIDATION_ERROR");

const admin = await signedIn("admin");
const production = await signedIn("production");
const viewer = await signedIn("viewer");

// Something to order.
const product = good(
  await admin.POST("/api/v1/produkpost/", {
    body: { nama: "Kaos Custom", deskripsi: "Katun 24s", kategori: "Kaos", harga: "150000.00" },
  }),
);
const shop = good(
  await visitor.GET("/api/v1/produkpost/", { params: { query: { search: "custom" } } }),
);
assert.deepEqual(shop.results.map((it) => it.id), [product.id]);
const changed = await admin.PATCH("/api/v1/produkpost/{id}/", {
  params: { path: { id: product.id }, header: { "If-Match": '"v1"' } },
  body: { harga: "125000.00" },
});
assert.equal(good(changed).harga, "125000.00");
assert.equal(changed.response.headers.get("etag"), '"v2"');

// A visitor orders, with a design; a repeat under the same key is the same order.
const asked = {
  customer_name: "Kedai Kopi Senja",
  product_name: product.nama,
  quantity: 50,
  total_price: "7500000.00",
  payment_type: "dp",
  dp_percent: 50,
  contact_information: "081234567890",
  notification_channel: "whatsapp",
} as const;
const ordering = () =>
  visitor.POST("/api/v1/order/", {
    params: { header: { "Idempotency-Key": "cerita-1" } },
    body: { ...asked, design: new File(["%PDF-1.4\n%%EOF\n"], "logo.pdf") as unknown as string },
    bodySerializer(body) {
      const form = new FormData();
      for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
        form.append(name, value instanceof Blob ? value : String(value));
      }
      return form;
    },
  });
const made = good(await ordering());
const id = made.order.id;
const code = made.order.order_code;
assert.equal(good(await ordering()).order.id, id);
assert.equal(made.order.status_order, "link_dibuat");
assert.equal(there(made.invoice, "an invoice").invoice_amount, "3750000.00");
const design = new URL(there(made.order.design, "the design"));
const file = await fetch(base + design.pathname);
assert.equal(file.headers.get("content-type"), "application/pdf");

/** The order as managers see it. */
async function order(): Promise<Order> {
  const found = await admin.GET("/api/v1/order/{id}/", { params: { path: { id } } });
  const whole = good(found);
  assert.ok("order_code" in whole && whole.version !== undefined, "nobody asked for less");
  return whole as Order;
}

// Its price has to be confirmed before anybody cuts cloth.
assert.deepEqual((await order()).attention, ["price_unconfirmed"]);
await pays(made.payment_url);
await until("the down payment is there", async () => (await order()).status_order === "dp_dibayar");
const early = await production.PATCH("/api/v1/order/{id}/", {
  params: { path: { id } },
  body: { production_status: "diproses" },
});
assert.equal(early.response.status, 409);
const stale = await admin.PATCH("/api/v1/order/{id}/", {
  params: { path: { id } },
  body: { price_confirmed: true, version: 1 },
});
assert.equal(stale.response.status, 412);
const { version } = await order();
good(
  await admin.PATCH("/api/v1/order/{id}/", {
    params: { path: { id } },
    body: { price_confirmed: true, version },
  }),
);

// It is made.
for (const step of ["diproses", "selesai"] as const) {
  const moved = await production.PATCH("/api/v1/order/{id}/", {
    params: { path: { id } },
    body: { production_status: step },
  });
  assert.equal(good(moved).production_status, step);
  assert.equal(good(moved).total_price, undefined, "production sees no amounts");
}

// The rest is asked for, handed over and paid.
const requested = good(
  await admin.POST("/api/v1/admin/order/{id}/request-final-payment/", { params: { path: { id } } }),
);
assert.equal(requested.new_order_status, "pengerjaan_selesai");
const rest = there(requested.final_invoice, "the final invoice");
const sent = good(
  await admin.POST("/api/v1/invoice/{id}/send-payment-link/", {
    params: { path: { id: rest.id } },
    body: {},
  }),
);
assert.equal(sent.status_order, "menunggu_pelunasan");
const due = good(
  await visitor.GET("/api/v1/invoice/detail/{invoice_code}/", {
    params: { path: { invoice_code: rest.invoice_code } },
  }),
);
await pays(due.payment_url);
await until("all is paid", async () => (await order()).status_order === "lunas");

// What the customer, the office and the books say of it.
const track = good(
  await visitor.GET("/api/v1/track-order/", { params: { query: { order_code: code } } }),
);
assert.equal(track.data.customer_name, "Kedai S.");
assert.equal(track.summary.is_fully_paid, true);
const check = good(
  await visitor.GET("/api/v1/check-order/", { params: { query: { order_code: code } } }),
);
assert.equal(check.summary.remaining, "0.00");
for (const search of ["kedia kopi", code.toLowerCase(), "0812-3456-7890"]) {
  const found = good(await viewer.GET("/api/v1/order/", { params: { query: { search } } }));
  assert.deepEqual(found.results.map((it) => it.id), [id], search);
}
const lean = good(
  await viewer.GET("/api/v1/order/", {
    params: { query: { fields: "order_code,total_price", status: "lunas" } },
  }),
);
assert.deepEqual(lean.results, [{ order_code: code, total_price: "7500000.00" }]);
const numbers = good(await viewer.GET("/api/v1/admin/dashboard/stats/"));
assert.equal(numbers.total_revenue, "7500000.00");
assert.equal(numbers.completed_orders, 1);
const payments = good(
  await viewer.GET("/api/v1/payment/", { params: { query: { order: code } } }),
);
assert.deepEqual(
  payments.results.map((it) => it.amount),
  ["3750000.00", "3750000.00"],
);
const trail = good(
  await viewer.GET("/api/v1/orders/{id}/audit-trail/", { params: { path: { id } } }),
);
assert.ok(trail.status_histories.some((it) => it.new_status === "lunas"));
const forbidden = await production.GET("/api/v1/payment/");
assert.equal(forbidden.response.status, 403);
assert.equal(there(forbidden.error, "a refusal").error_code, "PERMISSION_DENIED");

// It leaves the house.
const shipped = good(
  await production.PATCH("/api/v1/order/{id}/", {
    params: { path: { id } },
    body: { production_status: "dikirim" },
  }),
);
assert.equal((await viewer.POST("/api/v1/auth/logout/")).response.status, 205);
console.log(shipped.production_status);
