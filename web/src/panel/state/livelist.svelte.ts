// A list that the server keeps, filtered by the address, read anew while orders change.

import { api } from "../api/client";
import type { Page } from "../api/types";
import { live } from "./live.svelte";
import { Loading, soon } from "./loading.svelte";
import { router } from "./router.svelte";

/** Rows of one page. */
const SIZE = 25;
/** However much changes, the list is asked for so often at most. */
const EVERY = 1_500;

export class LiveList<Row> {
  readonly size = SIZE;
  readonly #path: string;
  readonly #list = new Loading<Page<Row>>();

  /** Belongs to the page that makes it, and ends with it. */
  constructor(path: string) {
    this.#path = path;
    $effect(() => {
      void live.epoch;
      void router.query;
      this.load();
    });
    $effect(() => {
      const reload = soon(this.load, EVERY);
      const stop = live.listen(() => reload.ask());
      return () => {
        stop();
        reload.stop();
      };
    });
  }

  get value(): Page<Row> | undefined {
    return this.#list.value;
  }

  get error(): unknown {
    return this.#list.error;
  }

  get busy(): boolean {
    return this.#list.busy;
  }

  /** Whether anything is filtered. */
  get filtered(): boolean {
    return router.query.size > 0;
  }

  get page(): number {
    return Number(router.query.get("page") ?? "1");
  }

  readonly load = (): void => {
    const asked = { ...Object.fromEntries(router.query), page_size: SIZE };
    void this.#list.run((signal) => api.get<Page<Row>>(this.#path, asked, signal));
  };

  /** Filters by a field of the page; from the first page on. */
  filter(name: string): (event: Event & { currentTarget: HTMLInputElement | HTMLSelectElement }) => void {
    return (event) => router.filter({ [name]: event.currentTarget.value, page: undefined });
  }

  /** What a filter is set to. */
  at(name: string): string {
    return router.query.get(name) ?? "";
  }
}
