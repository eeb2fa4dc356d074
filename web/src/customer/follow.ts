// Keeps a page of an order fresh: whenever the server says that something changed, the page is
// asked for again and its body put in place of the old one. So it shows what it would show if
// it were opened now, in its language, and this script knows nothing of orders.

import { LiveSocket, type Frame, type LiveState } from "../live";
import { words } from "./words";

/** How long the page waits before it asks again for what it could not get. */
const AGAIN_AFTER = 5_000;

export function follow(main: HTMLElement): void {
  const light = document.querySelector<HTMLElement>("#light");
  const news = document.querySelector<HTMLElement>("#news");
  const page = new Page(main);
  const { order, socketTicket, cursor } = main.dataset;
  if (order === undefined) return;
  const ticket = encodeURIComponent(socketTicket ?? "");
  new LiveSocket(
    { url: `/ws/orders/${encodeURIComponent(order)}/?ticket=${ticket}`, since: cursor },
    {
      frame: (frame) => {
        if (!isNews(frame)) return;
        page.refresh();
        if (news) news.textContent = said(frame);
      },
      gap: () => page.refresh(),
      state: (state) => {
        if (light) show(light, state);
      },
    },
  );
}

/** The part of the page that changes. */
class Page {
  readonly #main: HTMLElement;
  #asking = false;
  #again = false;

  constructor(main: HTMLElement) {
    this.#main = main;
  }

  /** Shows what the server would show now. Changes that come meanwhile are one more look. */
  refresh(): void {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    void this.#ask()
      .catch(() => AGAIN_AFTER)
      .then((wait) => {
        const soon = this.#again;
        this.#asking = false;
        this.#again = false;
        if (wait !== undefined) setTimeout(() => this.refresh(), wait);
        else if (soon) this.refresh();
      });
  }

  /** Asks once; answers how long to wait before the next try, if there has to be one. */
  async #ask(): Promise<number | undefined> {
    const ticket = this.#main.dataset["pageTicket"] ?? "";
    const lang = document.documentElement.lang;
    const query = new URLSearchParams({ lang, ticket });
    const answer = await fetch(`${location.pathname}?${query}`, { cache: "no-store" });
    if (answer.status === 404) {
      location.reload();
      return undefined;
    }
    if (!answer.ok) {
      const seconds = Number(answer.headers.get("retry-after"));
      return seconds > 0 ? seconds * 1_000 : AGAIN_AFTER;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const body = fresh.querySelector<HTMLElement>("main");
    if (body) this.#put(body);
    return undefined;
  }

  #put(fresh: HTMLElement): void {
    const main = this.#main;
    for (const name of ["pageTicket", "socketTicket", "cursor"]) {
      const value = fresh.dataset[name];
      if (value !== undefined) main.dataset[name] = value;
    }
    if (fresh.innerHTML === main.innerHTML) return;
    const focused = (document.activeElement as HTMLAnchorElement | null)?.getAttribute("href");
    const before = main.querySelector("#fill")?.getAttribute("width");
    const texts = new Set([...main.querySelectorAll(".card")].map((card) => card.textContent));
    main.replaceChildren(...fresh.childNodes);
    for (const card of main.querySelectorAll(".card")) {
      if (!texts.has(card.textContent)) card.classList.add("fresh");
    }
    if (focused) {
      const links = [...main.querySelectorAll<HTMLAnchorElement>("a[href]")];
      links.find((link) => link.getAttribute("href") === focused)?.focus();
    }
    grow(main.querySelector("#fill"), before);
  }
}

/** Lets the bar grow from where it was. */
function grow(fill: Element | null, before: string | null | undefined): void {
  const after = fill?.getAttribute("width");
  if (!fill || !before || !after || before === after) return;
  fill.setAttribute("width", before);
  fill.getBoundingClientRect();
  fill.setAttribute("width", after);
}

function isNews(frame: Frame): boolean {
  return frame.type !== "connection_established" && frame.order_code !== undefined;
}

/** What the server says is Indonesian. */
function said(frame: Frame): string {
  return document.documentElement.lang === "id" ? (frame.message ?? "") : words().updated;
}

function show(light: HTMLElement, state: LiveState): void {
  light.dataset["state"] = state.name;
  light.hidden = state.name === "ended";
  light.textContent = state.name === "live" ? words().live : words().away;
}
