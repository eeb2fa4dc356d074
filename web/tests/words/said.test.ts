// The server's sentences as the panel knows them are those that the server says.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CODES, SENTENCES, inEnglish } from "../../src/panel/words/said";

const SERVER = join(import.meta.dirname, "../../../src");
/** What the panel itself says where the server says nothing. */
const PANEL = join(import.meta.dirname, "../../src/panel/api/client.ts");

function read(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rs"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

/** As it is written in the source: texts that go on in the next line in one, gaps without names. */
const plain = (source: string) => source.replace(/\\\n\s*/g, "").replace(/\{[a-z_]*\}/g, "{}");

test("every sentence is one that is said", () => {
  const wire = plain(read(join(SERVER, "wire")) + readFileSync(PANEL, "utf8"));
  // Examples and spans are text in the source, or come from a function of their own.
  const pieces = (sentence: string) => sentence.replace(/ (detik|menit)\.$/, "").split("{}").map((piece) => piece.trim());
  const unsaid = Object.keys(SENTENCES).filter((sentence) => !pieces(sentence).every((piece) => piece.length < 4 || wire.includes(piece)));
  expect(unsaid).toEqual([]);
});

test("every code is one that is given", () => {
  const server = read(SERVER);
  expect(Object.keys(CODES).filter((code) => !server.includes(`"${code}"`))).toEqual([]);
});

test("what the server puts into a sentence is in ours too", () => {
  expect(inEnglish("Paling banyak Rp 3.750.000 yang dapat dikembalikan.")).toBe("At most Rp 3.750.000 can be refunded.");
  expect(inEnglish("Panjangnya 1 sampai 500 karakter.")).toBe("Between 1 and 500 characters.");
  expect(inEnglish("Harus antara 0% dan 100%.")).toBe("This must be between 0% and 100%.");
  expect(inEnglish("Kalimat yang belum dikenal.")).toBeUndefined();
});
