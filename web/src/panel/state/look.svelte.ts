// How somebody wants the panel to look and speak; kept in this browser.

type Theme = "system" | "light" | "dark";
export type Language = "id" | "en";

let theme: Theme = $state(recall("theme", ["system", "light", "dark"]) ?? "system");
let language: Language = $state(recall("language", ["id", "en"]) ?? "id");

apply();

export const look = {
  get theme(): Theme {
    return theme;
  },
  set theme(wanted: Theme) {
    theme = wanted;
    keep("theme", wanted);
    apply();
  },

  get language(): Language {
    return language;
  },
  set language(wanted: Language) {
    language = wanted;
    keep("language", wanted);
    apply();
  },
};

function apply(): void {
  const root = document.documentElement;
  root.lang = language;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

function recall<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
  const kept = read(name);
  return words.find((word) => word === kept);
}

/** Reads what this browser keeps for us; one that keeps nothing is no trouble. */
export function read(name: string): string | null {
  try {
    return globalThis.localStorage.getItem(`rajut.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    globalThis.localStorage.setItem(`rajut.${name}`, value);
  } catch {
    // It holds for this page, then.
  }
}
