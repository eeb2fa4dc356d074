// Runs the collection as people do who import it: it signs in by itself, fills in the token,
// and asks everything once. Every answer has to be one the contract describes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import newman from "newman";

const base = process.env["RAJUT_URL"];
const password = process.env["RAJUT_PASSWORD"];
const contract = JSON.parse(readFileSync("openapi.json", "utf8"));
const collection = JSON.parse(readFileSync("postman.json", "utf8"));

const SIGN_IN = "/api/v1/auth/login/";
const LAST = "/api/v1/auth/logout/";
// Only the provider knows its token.
const WEBHOOK = "/api/v1/webhook/xendit/";
// A stream of events has no end to wait for.
const ENDLESS = "/api/v1/stream/orders/";

/** The path of a request as the contract writes it. */
const path = (item) =>
  `/${item.request.url.path.map((part) => (part.startsWith(":") ? `{${part.slice(1)}}` : part)).join("/")}`;

/** What somebody fills in by hand: host, password, and what it is about. */
async function fillIn(items) {
  const signedIn = await fetch(base + SIGN_IN, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password }),
  });
  const { access } = await signedIn.json();
  const listed = await fetch(`${base}/api/v1/invoice/`, { headers: { authorization: `Bearer ${access}` } });
  const [invoice] = (await listed.json()).results;
  const known = { id: invoice.order, invoice_code: invoice.invoice_code };
  for (const item of items) {
    for (const variable of item.request.url.variable) {
      variable.value = known[variable.key] ?? "x";
    }
    for (const parameter of item.request.url.query) {
      if (parameter.key === "order_code") parameter.value = invoice.order_code;
    }
    if (path(item) === SIGN_IN) {
      item.request.body.raw = JSON.stringify({ username: "admin", password });
    }
  }
}

const all = collection.item.flatMap((folder) => folder.item);
const described = Object.values(contract.paths).flatMap((item) => Object.keys(item));
assert.equal(all.length, described.length, "the collection has what the contract has");
await fillIn(all);
const rest = all.filter((item) => ![SIGN_IN, LAST, ENDLESS].includes(path(item)));
const sorted = [
  ...all.filter((item) => path(item) === SIGN_IN),
  ...rest.filter((item) => item.request.method !== "DELETE"),
  ...rest.filter((item) => item.request.method === "DELETE"),
  ...all.filter((item) => path(item) === LAST),
];
collection.item = sorted;

const summary = await new Promise((resolve, reject) => {
  const options = {
    collection,
    timeoutRequest: 20_000,
    ignoreRedirects: true,
  };
  options.collection.variable.find((it) => it.key === "host").value = base;
  newman.run(options, (error, done) => (error ? reject(error) : resolve(done)));
});

const { executions, failures } = summary.run;
assert.deepEqual(failures.map((it) => it.error.message), []);
assert.equal(executions.length, sorted.length);
const seen = {};
executions.forEach((execution, place) => {
  const item = sorted[place];
  const method = item.request.method.toLowerCase();
  const { code } = execution.response;
  const told = contract.paths[path(item)][method].responses;
  const what = `${method} ${path(item)} was answered ${code}`;
  assert.ok(String(code) in told, `${what}, which is not described: ${execution.response.text()}`);
  assert.ok(code !== 401 || path(item) === WEBHOOK, what);
  seen[code] = (seen[code] ?? 0) + 1;
});
assert.ok(seen[200] > 30, `too few were answered well: ${JSON.stringify(seen)}`);
console.log(JSON.stringify(seen));
console.log("asked");
