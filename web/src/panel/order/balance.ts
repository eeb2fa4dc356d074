// What of an order's money may still move, as far as its answers show it. The server has the
// last word; this decides what is offered.

import type { OrderDetail, Payment, Plan } from "../api/types";
import { rupiah } from "../format";

/** Steps after which the rest was asked for as a whole. */
const FINAL = ["pengerjaan_selesai", "menunggu_pelunasan"];

/** Refunds that the provider still has. */
function pending(order: OrderDetail): number {
  const waiting = (order.refunds ?? []).filter((refund) => refund.status === "pending");
  return waiting.reduce((sum, refund) => sum + rupiah(refund.amount), 0);
}

/** Money the order neither owes nor counts on. */
export function free(order: OrderDetail): number {
  return rupiah(order.credit) + rupiah(order.refund_due);
}

/** What may be given to another order. */
export function spare(order: OrderDetail): number {
  const excess = order.is_fully_paid ? rupiah(order.credit) : 0;
  return Math.max(0, excess + rupiah(order.refund_due) - pending(order));
}

/** What of a payment may still go back. */
export function refundable(order: OrderDetail, payment: Payment): number {
  const its = (order.refunds ?? []).filter((refund) => refund.payment_id === payment.id);
  if (payment.status === "dibatalkan" || its.some((refund) => refund.status === "pending")) return 0;
  const gone = its.filter((refund) => refund.status !== "failed").reduce((sum, refund) => sum + rupiah(refund.amount), 0);
  return Math.max(0, Math.min(rupiah(payment.amount) - gone, rupiah(order.total_paid) - pending(order)));
}

/** The plan that binds, or the last there was. */
export function planOf(order: OrderDetail): Plan | undefined {
  const plans = order.plans ?? [];
  return plans.find((plan) => plan.status === "active") ?? plans.at(-1);
}

/** Whether the rest may be shared out over months. */
export function mayPlan(order: OrderDetail): boolean {
  const open = rupiah(order.remaining) > 0 && order.status_order !== "dibatalkan";
  return open && planOf(order)?.status !== "active" && !FINAL.includes(order.status_order);
}
