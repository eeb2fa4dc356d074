import { expect, test } from "vitest";
import { Changed } from "../../src/panel/state/changed";

const row = (id: string, amount: number) => ({ id, amount });

test("rows that are new or other than before have changed, and stay so until others do", () => {
  const changed = new Changed();
  const told = (...rows: { id: string; amount: number }[]) => [...changed.of(rows)];

  expect(told(row("a", 1), row("b", 1))).toEqual([]);
  expect(told(row("a", 1), row("b", 2), row("c", 1))).toEqual(["b", "c"]);
  expect(told(row("c", 1), row("b", 2), row("a", 1))).toEqual(["b", "c"]);
  expect(told(row("a", 2), row("b", 2), row("c", 1))).toEqual(["a"]);
});
