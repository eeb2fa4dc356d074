// A form that is sent: whether it is under way, and what the server finds wrong with it.

import { ApiError } from "../api/client";

export class Sending {
  working = $state(false);
  #fields: Readonly<Record<string, readonly string[]>> = $state.raw({});
  #sentence = $state("");
  readonly #shown: ReadonlySet<string>;

  /** `shown` are the fields that say themselves what is wrong with them. */
  constructor(...shown: string[]) {
    this.#shown = new Set(shown);
  }

  /** Does the work; says whether it was done. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    this.working = true;
    this.#fields = {};
    this.#sentence = "";
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof ApiError) this.#fields = error.fields;
      this.#sentence = error instanceof ApiError ? error.sentence : String(error);
      return false;
    } finally {
      this.working = false;
    }
  }

  /** What is wrong with a field. */
  wrong(name: string): string | undefined {
    return this.#fields[name]?.[0];
  }

  /** What is wrong that no field says. */
  get rest(): string {
    const names = Object.keys(this.#fields);
    if (names.length === 0) return this.#sentence;
    const untold = names.find((name) => !this.#shown.has(name));
    return untold === undefined ? "" : (this.#fields[untold]?.[0] ?? "");
  }
}
