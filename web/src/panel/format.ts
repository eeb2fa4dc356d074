// Amounts, times and numbers as people here write them.

import type { Money } from "./api/types";
import { look } from "./state/look.svelte";
import { t } from "./words/words.svelte";

/** Whole rupiah of an amount of the wire. */
export function rupiah(amount: Money | undefined | null): number {
  return amount == null ? 0 : Math.round(Number(amount));
}

/** `Rp 1.250.000` */
export function money(amount: Money | number | undefined | null): string {
  const whole = typeof amount === "number" ? Math.round(amount) : rupiah(amount);
  return `${whole < 0 ? "−" : ""}Rp\u00a0${grouped(Math.abs(whole))}`;
}

/** `1,25 jt`: where there is little room. */
export function shortMoney(amount: number): string {
  const size = Math.abs(amount);
  const word = look.language === "id" ? { m: "jt", b: "M", k: "rb" } : { m: "m", b: "b", k: "k" };
  const decimal = (value: number) =>
    value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 });
  if (size >= 1e9) return `${decimal(amount / 1e9)} ${word.b}`;
  if (size >= 1e6) return `${decimal(amount / 1e6)} ${word.m}`;
  if (size >= 1e3) return `${decimal(amount / 1e3)} ${word.k}`;
  return String(amount);
}

export function grouped(whole: number): string {
  return String(Math.round(whole)).replace(/\B(?=(\d{3})+$)/g, ".");
}

/** What is left of a text that somebody typed as an amount: its digits. */
export function digits(text: string): number {
  return Number(text.replace(/\D/g, "").slice(0, 13));
}

/** `28 Nov, 14.05`; of another year with it. */
export function moment(at: string | null | undefined): string {
  if (!at) return "–";
  const date = new Date(at);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleString(locale(), {
    day: "numeric",
    month: "short",
    ...(thisYear ? {} : { year: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}

/** `3 hari 4 jam` of a duration on the wire, `76h 15m 30s`: its two largest units. */
export function lasted(duration: string): string {
  const [hours = 0, minutes = 0, seconds = 0] = (duration.match(/\d+/g) ?? []).map(Number);
  const parts = { day: Math.floor(hours / 24), hour: hours % 24, minute: minutes, second: seconds };
  const units = Object.entries(parts);
  const largest = units.findIndex(([, count]) => count > 0);
  const said = units.slice(largest).slice(0, 2).filter(([, count], index) => index === 0 || count > 0);
  return said.map(([unit, value]) => value.toLocaleString(locale(), { style: "unit", unit, unitDisplay: "long" })).join(" ");
}

export function day(at: string): string {
  const date = new Date(at);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleDateString(locale(), {
    day: "numeric",
    month: "short",
    ...(thisYear ? {} : { year: "numeric" }),
  });
}

/** `3 jam lalu`; a day from a week on. */
export function ago(at: string): string {
  const seconds = (Date.now() - new Date(at).getTime()) / 1000;
  if (seconds < 60) return t.times.now;
  if (seconds < 3_600) return t.times.minutes(Math.floor(seconds / 60));
  if (seconds < 86_400) return t.times.hours(Math.floor(seconds / 3_600));
  if (seconds < 7 * 86_400) return t.times.days(Math.floor(seconds / 86_400));
  return day(at);
}

/** Whole days since. */
export function daysSince(at: string): number {
  return Math.floor((Date.now() - new Date(at).getTime()) / 86_400_000);
}

/** `2025-06` as `Jun`. */
export function month(word: string): string {
  const [year, number] = word.split("-").map(Number);
  return new Date(year ?? 0, (number ?? 1) - 1, 1).toLocaleDateString(locale(), { month: "short" });
}

/** How money came, in words; the provider's own are left as they are. */
export function method(word: string): string {
  if (word === "CASH") return t.order.cash;
  if (word === "BANK_TRANSFER") return t.order.transfer;
  if (word === "CREDIT") return t.order.credit;
  return word.replaceAll("_", " ");
}

function locale(): string {
  return look.language === "id" ? "id-ID" : "en-GB";
}

/** A telephone number with gaps: `0812-3456-7890`. */
export function phone(number: string): string {
  const local = number.startsWith("+62") ? `0${number.slice(3)}` : number;
  return local.replace(/^(\d{4})(\d{3,4})(\d+)$/, "$1-$2-$3");
}
