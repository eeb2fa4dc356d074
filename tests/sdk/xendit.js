// The provider's own library drives the sandbox at the URL given; whatever it does not
// understand ends this program with an error.

import assert from "node:assert/strict";
import xendit from "xendit-node";

const base = process.argv[2];
const secretKey = "xnd_development_judge";
const { Xendit, Invoice, Refund } = xendit;
const invoices = new Invoice({ secretKey, xenditURL: base });
const refunds = new Refund({ secretKey, xenditURL: base });
assert.ok(new Xendit({ secretKey, xenditURL: base }).Invoice, "the library has its front door");

const asked = {
  externalId: "judge-1",
  amount: 150000,
  description: "DP 50% Kaos sablon",
  invoiceDuration: "259200",
  currency: "IDR",
  payerEmail: "senja@example.com",
  customer: { givenNames: "Kedai Kopi Senja", mobileNumber: "+6281234567890" },
  items: [{ name: "DP 50%", price: 150000, quantity: 1 }],
  successRedirectUrl: "http://127.0.0.1/ok",
  failureRedirectUrl: "http://127.0.0.1/no",
  shouldSendEmail: false,
};
const page = await invoices.createInvoice({ data: asked });
assert.match(page.id, /^[0-9a-f]{24}$/);
assert.equal(page.externalId, "judge-1");
assert.equal(page.amount, 150000);
assert.equal(page.status, "PENDING");
assert.equal(page.expiryDate - page.created, 259200 * 1000);
assert.equal(page.availableBanks[0].bankCode, "BCA");
assert.equal(page.customer.givenNames, "Kedai Kopi Senja");
assert.equal(page.items[0].quantity, 1);
assert.equal(page.invoiceUrl, `${base}/sandbox/pay/${page.id}`);

// Their ids are their own: the same one of ours may be used again.
const second = await invoices.createInvoice({ data: asked });
assert.notEqual(second.id, page.id);
assert.deepEqual(await invoices.getInvoiceById({ invoiceId: page.id }), page);

const same = await invoices.getInvoices({ externalId: "judge-1" });
assert.deepEqual(same.map((it) => it.id), [second.id, page.id]);
const rest = await invoices.getInvoices({ lastInvoice: second.id, limit: 1 });
assert.deepEqual(rest.map((it) => it.id), [page.id]);

const ended = await invoices.expireInvoice({ invoiceId: second.id });
assert.equal(ended.status, "EXPIRED");

const before = new Date(Date.now() - 60_000);
const paid = await fetch(page.invoiceUrl, {
  method: "POST",
  body: new URLSearchParams({ channel: "OVO", deed: "bayar" }),
});
assert.ok(paid.ok, `paying was answered ${paid.status}`);
const since = await invoices.getInvoices({ statuses: ["PAID", "SETTLED"], paidAfter: before });
assert.deepEqual(since.map((it) => [it.id, it.status]), [[page.id, "PAID"]]);

const refund = await refunds.createRefund({
  idempotencyKey: "judge-refund-1",
  data: { invoiceId: page.id, amount: 50000, currency: "IDR", referenceId: "r-1", reason: "OTHERS" },
});
assert.match(refund.id, /^rfd-/);
assert.equal(refund.amount, 50000);
assert.equal(refund.referenceId, "r-1");
const known = await refunds.getAllRefunds({ invoiceId: page.id });
assert.deepEqual(known.data.map((it) => it.id), [refund.id]);
assert.equal(known.hasMore, false);
assert.equal((await refunds.getRefund({ refundID: refund.id })).id, refund.id);

const refused = async (call, status, errorCode) =>
  assert.rejects(call, (error) => {
    assert.deepEqual([error.status, error.errorCode], [status, errorCode]);
    return true;
  });
const stranger = new Invoice({ secretKey: "stranger", xenditURL: base });
await refused(stranger.getInvoices(), 401, "INVALID_API_KEY");
await refused(invoices.getInvoiceById({ invoiceId: "nobody" }), 404, "INVOICE_NOT_FOUND_ERROR");
await refused(invoices.expireInvoice({ invoiceId: page.id }), 400, "INVALID_STATUS_ERROR");
await refused(
  invoices.createInvoice({ data: { externalId: "judge-2", amount: -1 } }),
  400,
  "API_VALIDATION_ERROR",
);
await refused(
  refunds.createRefund({ idempotencyKey: "judge-refund-1", data: { invoiceId: page.id, amount: 1 } }),
  409,
  "IDEMPOTENCY_ERROR",
);
console.log("judged");
