// The order form: what is wrong stands beside each field, a design shows how far it was sent,
// and the order's own page follows.

import { wish } from "../ui/wish";
import { flaw, refusal, words } from "./words";

const FILE_BYTES_MAX = 10 * 1024 * 1024;
const FILE_KINDS = ["image/jpeg", "image/png", "application/pdf"];
const QUANTITY_MAX = 10_000;
const PRICE_MAX = 999_999_999;

/** What is wrong, by the names of the fields. */
type Flaws = Record<string, string>;

export function takeOrders(form: HTMLFormElement): void {
  const key = wish();
  form.hidden = false;
  form.addEventListener("input", (event) => {
    estimate(form);
    const { name } = event.target as HTMLInputElement;
    if (name) tell(form, name, undefined);
  });
  for (const link of document.querySelectorAll<HTMLElement>("[data-choose]")) {
    link.addEventListener("click", () => choose(form, link.dataset["choose"] ?? ""));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const flaws = check(form);
    tellAll(form, flaws);
    if (Object.keys(flaws).length === 0) send(form, key);
  });
  estimate(form);
}

function choose(form: HTMLFormElement, product: string): void {
  const select = form.elements.namedItem("product_name");
  if (!(select instanceof HTMLSelectElement)) return;
  select.value = product;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  (form.elements.namedItem("customer_name") as HTMLElement | null)?.focus({ preventScroll: true });
}

/** The price of a piece of what was chosen, if it has one. */
function pricePerPiece(form: HTMLFormElement): number | undefined {
  const select = form.elements.namedItem("product_name");
  if (!(select instanceof HTMLSelectElement)) return undefined;
  const price = Number(select.selectedOptions[0]?.dataset["price"]);
  return price > 0 ? price : undefined;
}

function quantity(form: HTMLFormElement): number {
  return Number(text(form, "quantity"));
}

function text(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name) as { value?: string } | null;
  return (field?.value ?? "").trim();
}

function estimate(form: HTMLFormElement): void {
  const total = form.querySelector<HTMLElement>("#total");
  const sum = form.querySelector<HTMLElement>("#sum");
  const each = pricePerPiece(form);
  const count = quantity(form);
  if (!total || !sum) return;
  total.hidden = each === undefined || !(count > 0);
  if (each !== undefined && count > 0) sum.textContent = rupiah(each * count);
}

function rupiah(amount: number): string {
  return `Rp ${new Intl.NumberFormat("id-ID").format(amount)}`;
}

function check(form: HTMLFormElement): Flaws {
  const say = words();
  const flaws: Flaws = {};
  for (const name of ["customer_name", "contact_information"]) {
    if (text(form, name) === "") flaws[name] = say.needed;
  }
  if (text(form, "product_name") === "") flaws["product_name"] = say.choose;
  const count = quantity(form);
  if (!Number.isInteger(count) || count < 1 || count > QUANTITY_MAX) {
    flaws["quantity"] = say.quantity;
  } else if ((pricePerPiece(form) ?? 0) * count > PRICE_MAX) {
    flaws["quantity"] = say.tooDear;
  }
  if (form.elements.namedItem("total_price") && !/^[\d. ]+$/.test(text(form, "total_price"))) {
    flaws["total_price"] = say.price;
  }
  const file = design(form);
  if (file && file.size > FILE_BYTES_MAX) flaws["design"] = say.tooLarge;
  else if (file && file.type !== "" && !FILE_KINDS.includes(file.type)) flaws["design"] = say.kind;
  return flaws;
}

function design(form: HTMLFormElement): File | undefined {
  return (form.elements.namedItem("design") as HTMLInputElement | null)?.files?.[0];
}

/** What is sent: the fields as the server names them. */
function body(form: HTMLFormElement): FormData {
  const fields = new FormData();
  for (const name of ["customer_name", "contact_information", "product_name", "design_notes"]) {
    fields.set(name, text(form, name));
  }
  const each = pricePerPiece(form);
  const price = each === undefined ? text(form, "total_price").replace(/[. ]/g, "") : undefined;
  fields.set("quantity", String(quantity(form)));
  fields.set("total_price", price ?? String((each ?? 0) * quantity(form)));
  const type = new FormData(form).get("payment_type") === "full" ? "full" : "dp";
  fields.set("payment_type", type);
  if (type === "dp") fields.set("dp_percent", "50");
  const file = design(form);
  if (file) fields.set("design", file);
  return fields;
}

/** `fetch` does not tell how much of a file has left. */
function send(form: HTMLFormElement, key: string): void {
  const request = new XMLHttpRequest();
  const progress = form.querySelector<HTMLProgressElement>("#sent");
  request.open("POST", "/api/v1/order/");
  request.setRequestHeader("Idempotency-Key", key);
  request.responseType = "json";
  request.upload.onprogress = (event) => {
    if (!progress || !event.lengthComputable || !design(form)) return;
    progress.hidden = false;
    progress.value = (100 * event.loaded) / event.total;
  };
  request.onload = () => answered(form, request);
  request.onerror = () => fail(form, words().failed);
  busy(form, true);
  request.send(body(form));
}

function answered(form: HTMLFormElement, request: XMLHttpRequest): void {
  const say = words();
  const answer = request.response as Answer | null;
  const code = answer?.order?.order_code;
  if (request.status === 201 && code) {
    const button = form.querySelector<HTMLElement>("#send");
    if (button) button.textContent = say.sent;
    location.assign(`/lacak/${encodeURIComponent(code)}`);
    return;
  }
  if (request.status === 400 && answer?.details) {
    busy(form, false);
    tellAll(form, shown(form, answer.details));
    return;
  }
  fail(form, request.status === 429 ? say.often : refusal(answer?.error_code, answer?.error));
}

interface Answer {
  readonly order?: { readonly order_code?: string };
  readonly details?: Readonly<Record<string, readonly string[]>>;
  readonly error?: string;
  readonly error_code?: string;
}

/** Flaws beside fields that are on the form: the price follows from the quantity. */
function shown(form: HTMLFormElement, details: NonNullable<Answer["details"]>): Flaws {
  const flaws: Flaws = {};
  for (const [name, sentences] of Object.entries(details)) {
    const place = form.querySelector(`#${CSS.escape(name)}-wrong`) ? name : "quantity";
    flaws[place] ??= flaw(name, sentences.join(" "));
  }
  return flaws;
}

function fail(form: HTMLFormElement, sentence: string): void {
  busy(form, false);
  const wrong = form.querySelector<HTMLElement>("#wrong");
  if (!wrong) return;
  wrong.textContent = sentence;
  wrong.hidden = false;
  wrong.focus();
}

function tellAll(form: HTMLFormElement, flaws: Flaws): void {
  for (const field of form.querySelectorAll<HTMLElement>(".flaw")) {
    const name = field.id.replace(/-wrong$/, "");
    tell(form, name, flaws[name]);
  }
  const wrong = form.querySelector<HTMLElement>("#wrong");
  const first = form.querySelector<HTMLElement>("[aria-invalid=true]");
  if (wrong) {
    wrong.hidden = !first;
    wrong.textContent = first ? words().check : "";
  }
  first?.focus();
}

function tell(form: HTMLFormElement, name: string, flaw: string | undefined): void {
  const place = form.querySelector<HTMLElement>(`#${CSS.escape(name)}-wrong`);
  if (place) {
    place.hidden = flaw === undefined;
    place.textContent = flaw ?? "";
  }
  const field = form.elements.namedItem(name);
  if (!(field instanceof HTMLElement)) return;
  if (flaw === undefined) field.removeAttribute("aria-invalid");
  else field.setAttribute("aria-invalid", "true");
}

function busy(form: HTMLFormElement, is: boolean): void {
  const button = form.querySelector<HTMLButtonElement>("#send");
  const progress = form.querySelector<HTMLProgressElement>("#sent");
  if (button) {
    button.dataset["text"] ??= button.textContent ?? "";
    button.disabled = is;
    button.textContent = is ? words().sending : button.dataset["text"];
  }
  if (progress && !is) progress.hidden = true;
}
