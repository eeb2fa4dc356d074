// Keys that do something anywhere on a page. A page may answer for more of them.

interface Deeds {
  help(): void;
  fresh(): void;
  search(): void;
  /** After `g`; says whether that key leads somewhere. */
  go(key: string): boolean;
}

/** Something a page does on a key; says whether it did. */
type PageKeys = (key: string, event: KeyboardEvent) => boolean;

const pages: PageKeys[] = [];

/** Lets a page answer for keys; answers how to stop. */
export function pageKeys(answer: PageKeys): () => void {
  pages.push(answer);
  return () => {
    const at = pages.indexOf(answer);
    if (at >= 0) pages.splice(at, 1);
  };
}

/** How long `g` waits for its second key. */
const SECOND_WITHIN = 1_200;

export function shortcuts(deeds: () => Deeds): (event: KeyboardEvent) => void {
  let wentAt = 0;
  return (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const { key } = event;
    const is = deeds();
    if (Date.now() - wentAt < SECOND_WITHIN) {
      wentAt = 0;
      if (is.go(key)) event.preventDefault();
      return;
    }
    if (pages.some((answer) => answer(key, event))) {
      event.preventDefault();
      return;
    }
    const done = { "?": is.help, n: is.fresh, "/": is.search }[key];
    if (done) {
      event.preventDefault();
      done();
    } else if (key === "g") wentAt = Date.now();
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input:not([type=checkbox], [type=radio], [type=button])");
}
