// What the panel says, in the language somebody chose.

import { look } from "../state/look.svelte";
import { en } from "./en";
import { id, type Words } from "./id";

const all: Record<typeof look.language, Words> = { id, en };

/** Words by their group; read where they are shown, so that they change with the language. */
export const t: Words = new Proxy(id, {
  get: (_words, group) => all[look.language][group as keyof Words],
});
