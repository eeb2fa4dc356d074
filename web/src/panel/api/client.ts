// How the panel asks the server. The sign-in is a cookie that no script can read; requests of
// our own pages carry it by themselves.

import { look } from "../state/look.svelte";
import { CODES, inEnglish } from "../words/said";

/** A refusal of the server, or that it could not be reached. */
export class ApiError extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  /** What is wrong with which field. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>, fallback: string) {
    const said = body["error"] ?? body["detail"];
    const code = typeof body["error_code"] === "string" ? body["error_code"] : "";
    const sentence = typeof said === "string" ? said : fallback;
    super(inWords(sentence) ?? (look.language === "en" ? CODES[code] : undefined) ?? sentence);
    this.status = status;
    this.code = code;
    const details = body["details"];
    this.fields = isObject(details) ? worded(details as Record<string, string[]>) : {};
    this.body = body;
  }

  /** The first thing that is wrong, in a sentence. */
  get sentence(): string {
    return Object.values(this.fields)[0]?.[0] ?? this.message;
  }
}

export interface Ask {
  readonly body?: object | FormData;
  /** The version that was seen: a change over a newer one is refused. */
  readonly version?: number;
  /** Names the wish, so that a repeat of it counts once. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const NO_ANSWER = "Server tidak dapat dihubungi. Periksa koneksi, lalu coba lagi.";
const UNREADABLE = "Terjadi kesalahan di server. Coba lagi sebentar.";

let signedOut: () => void = () => {};

/** Calls `then` whenever the server no longer knows who we are. */
export function onSignedOut(then: () => void): void {
  signedOut = then;
}

export const api = {
  get: <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
    request<T>("GET", withQuery(path, query), signal ? { signal } : {}),
  post: <T>(path: string, ask: Ask = {}) => request<T>("POST", path, ask),
  patch: <T>(path: string, ask: Ask = {}) => request<T>("PATCH", path, ask),
  delete: (path: string, ask: Ask = {}) => request<undefined>("DELETE", path, ask),
};

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A sentence of the server in the language of the panel, as far as we know it. */
function inWords(sentence: string): string | undefined {
  return look.language === "en" ? inEnglish(sentence) : undefined;
}

function worded(fields: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  const all = Object.entries(fields).map(([name, flaws]) => [name, flaws.map((flaw) => inWords(flaw) ?? flaw)] as const);
  return Object.fromEntries(all);
}

async function request<T>(method: string, path: string, ask: Ask): Promise<T> {
  const headers = new Headers({ accept: "application/json" });
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (ask.body instanceof FormData) init.body = ask.body;
  else if (ask.body) {
    headers.set("content-type", "application/json");
    init.body = JSON.stringify(ask.body);
  }
  if (ask.version !== undefined) headers.set("if-match", `"v${ask.version}"`);
  if (ask.key !== undefined) headers.set("idempotency-key", ask.key);
  if (ask.signal) init.signal = ask.signal;

  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new ApiError(0, {}, NO_ANSWER);
  }
  const text = await response.text();
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  const error = new ApiError(response.status, read(text), UNREADABLE);
  if (response.status === 401) signedOut();
  throw error;
}

function read(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
