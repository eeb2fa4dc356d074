// Where in the panel we are: the address says it, so that a link or a reload comes back here.

const BASE = "/admin";

interface Place {
  /** Below `/admin`, without a slash at its end: `/pesanan/…`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

let place: Place = $state.raw(read());
/** How many places of ours lie behind us, so that going back never leaves the panel. */
let behind = 0;

function read(): Place {
  const { pathname, search } = globalThis.location;
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : "";
  return { path: path.replace(/\/+$/, "") || "/", query: new URLSearchParams(search) };
}

globalThis.addEventListener("popstate", () => {
  behind = Math.max(0, behind - 1);
  place = read();
});

export const router = {
  get path(): string {
    return place.path;
  },

  get query(): URLSearchParams {
    return place.query;
  },

  /** The parts of the path: `/pesanan/7` is `["pesanan", "7"]`. */
  get parts(): string[] {
    return place.path.split("/").filter((part) => part !== "");
  },

  /** Goes to a place below `/admin`. */
  go(to: string, how: { replace?: boolean } = {}): void {
    const address = BASE + (to.startsWith("/") ? to : `/${to}`);
    if (how.replace) globalThis.history.replaceState(null, "", address);
    else {
      globalThis.history.pushState(null, "", address);
      behind += 1;
    }
    const before = place.path;
    place = read();
    if (place.path !== before) globalThis.scrollTo(0, 0);
  },

  /** The same place with other filters; those that are empty are left out. */
  filter(changes: Readonly<Record<string, string | undefined>>): void {
    const query = new URLSearchParams(place.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === "") query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    this.go(place.path + (text === "" ? "" : `?${text}`), { replace: true });
  },

  /** Where we came from, or a place to be when we came from elsewhere. */
  back(otherwise: string): void {
    if (behind > 0) globalThis.history.back();
    else this.go(otherwise);
  },
};

/** The address of a place of the panel. */
export function to(path: string): string {
  return BASE + path;
}

/** Lets plain links of the panel go without loading it anew. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.target !== "" || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== globalThis.location.origin || !url.pathname.startsWith(BASE)) return;
  event.preventDefault();
  router.go(url.pathname.slice(BASE.length) + url.search);
}
