// What is done to orders, one or many, with a way back.

import { wish } from "../ui/wish";
import { api } from "./api/client";
import type { BulkDone, Order, Production, SavedOrder, Step } from "./api/types";
import { live } from "./state/live.svelte";
import { notices } from "./state/toasts.svelte";
import { t } from "./words/words.svelte";

export const STEPS: readonly Step[] = ["menunggu", "diproses", "selesai", "dikirim"];

/** Whether one step lies behind another. */
export function isBack(from: Production, to: Step): boolean {
  return STEPS.indexOf(to) < STEPS.indexOf(from as Step);
}

/** Why money keeps an order from a step, as far as the order itself shows it. */
export function gate(order: Order, to: Step): "price" | "dp" | "settled" | undefined {
  const begun = order.production_status !== "menunggu";
  const paid = !["menunggu_link", "link_dibuat"].includes(order.status_order);
  if (to === "dikirim" && !order.is_fully_paid) return "settled";
  if (to === "menunggu" || begun) return undefined;
  if (order.price_confirmed === false) return "price";
  return paid ? undefined : "dp";
}

/** Moves production of an order. The answer is taken in; a refusal is thrown. */
export function move(order: Order, to: Step, notes?: string): Promise<SavedOrder> {
  return live.own(order.id, () =>
    api.patch<SavedOrder>(`/api/v1/order/${order.id}/`, {
      body: { production_status: to, ...(notes !== undefined && { notes }) },
    }),
  );
}

async function bulk(ids: readonly string[], action: string, data?: object): Promise<BulkDone> {
  const done = await live.ownMany(ids, () =>
    api.post<BulkDone>("/api/v1/admin/orders/bulk-update/", {
      body: { order_ids: ids, action, ...(data && { data }) },
      key: wish(),
    }),
  );
  live.take(done.results.flatMap((row) => (row.order ? [row.order] : [])));
  return done;
}

function tell(done: BulkDone, sentence: (n: number) => string, undo: (ids: string[]) => void): void {
  const good = done.results.filter((row) => row.success).map((row) => row.order_id);
  const bad = done.results.find((row) => !row.success);
  if (good.length > 0) notices.done(sentence(good.length), () => undo(good));
  if (bad) {
    const why = `${bad.order_code ?? ""} ${bad.error ?? ""}`.trim();
    notices.failed(t.orders.someFailed(done.failed, why));
  }
}

/** Moves many orders, each from where it is; the way back takes each to where it was. */
export async function moveMany(orders: readonly Order[], to: Step): Promise<void> {
  const moving = orders.filter((order) => order.production_status !== to);
  if (moving.length === 0) return;
  const back = moving.some((order) => isBack(order.production_status, to));
  const data = { production_status: to, ...(back && { notes: t.orders.moveTo + " " + t.production[to] }) };
  const done = await bulk(moving.map((order) => order.id), "update_status", data);
  tell(done, (n) => t.orders.moved(n, t.production[to]), (ids) => {
    const were = moving.filter((order) => ids.includes(order.id));
    void restoreSteps(were);
  });
}

/** Takes orders back to the steps they had. */
export async function restoreSteps(were: readonly Order[]): Promise<void> {
  try {
    for (const step of STEPS) {
      const ids = were.filter((order) => order.production_status === step).map((order) => order.id);
      if (ids.length === 0) continue;
      const data = { production_status: step, notes: t.orders.undoNote };
      const done = await bulk(ids, "update_status", data);
      const bad = done.results.find((row) => !row.success);
      if (bad) return notices.failed(t.orders.someFailed(done.failed, bad.error ?? ""));
    }
    notices.done(t.app.undone);
  } catch (error) {
    notices.failed(error);
  }
}

export async function markMany(orders: readonly Order[], on: boolean): Promise<void> {
  const ids = orders.map((order) => order.id);
  const done = await bulk(ids, "set_attention", { attention: "custom", value: on });
  tell(done, on ? t.orders.marked : t.orders.unmarked, (good) => {
    void bulk(good, "set_attention", { attention: "custom", value: !on }).then(
      () => notices.done(t.app.undone),
      (error: unknown) => notices.failed(error),
    );
  });
}

/** Sends what each has to pay next. There is no way back from that. */
export async function sendMany(orders: readonly Order[]): Promise<void> {
  const done = await bulk(orders.map((order) => order.id), "send_notification");
  if (done.updated > 0) notices.done(t.orders.sent(done.updated));
  const bad = done.results.find((row) => !row.success);
  if (bad) notices.failed(t.orders.someFailed(done.failed, `${bad.order_code ?? ""} ${bad.error ?? ""}`));
}
