/** Tells which rows of a list are not what they were when it was read before. */
export class Changed {
  #known: ReadonlyMap<string, string> | undefined;
  #changed: ReadonlySet<string> = new Set();

  /** Those of these rows. Rows that are all the same leave it at what changed last. */
  of(rows: readonly { readonly id: string }[]): ReadonlySet<string> {
    const before = this.#known;
    const now = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
    this.#known = now;
    const changed = before ? [...now].filter(([id, text]) => before.get(id) !== text) : [];
    if (changed.length > 0) this.#changed = new Set(changed.map(([id]) => id));
    return this.#changed;
  }
}
