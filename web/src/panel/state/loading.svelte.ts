// Something that is fetched: what there is of it, whether more is coming, what went wrong. A
// later fetch ends an earlier one, and what is shown stays until there is something newer.

export class Loading<Value> {
  value: Value | undefined = $state.raw();
  error: unknown = $state.raw();
  busy = $state(false);
  #under: AbortController | undefined;

  async run(work: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    this.#under?.abort();
    const under = new AbortController();
    this.#under = under;
    this.busy = true;
    try {
      const value = await work(under.signal);
      if (this.#under !== under) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (this.#under !== under || under.signal.aborted) return;
      this.error = error;
    } finally {
      if (this.#under === under) {
        this.busy = false;
        this.#under = undefined;
      }
    }
  }
}

/** Does `work` soon, and not more often than once in `every` milliseconds however often it is asked. */
export function soon(work: () => void, every: number): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = 0;
  return {
    ask() {
      if (timer !== undefined) return;
      const wait = Math.max(150, lastAt + every - Date.now());
      timer = setTimeout(() => {
        timer = undefined;
        lastAt = Date.now();
        work();
      }, wait);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
