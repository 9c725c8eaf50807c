import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What `scripts/peers/tokenizer.py` wrote; its docstring says what is what. */
export interface PythonFixture {
  readonly ids: readonly (readonly number[])[];
  readonly autoIds: readonly (readonly number[])[];
  readonly literal: { readonly text: string; readonly ids: readonly number[] };
  readonly pieces: readonly string[];
  readonly merges: readonly string[];
  readonly others: Readonly<Record<string, readonly (readonly number[])[]>>;
}

export const fixturePath = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tokenizer/${name}`, import.meta.url));

const read = (name: string): string => readFileSync(fixturePath(name), "utf8");

/** Texts that tokenizers get wrong. */
export const texts: readonly string[] = JSON.parse(read("texts.json"));
export const corpus = read("corpus.txt");
export const python: PythonFixture = JSON.parse(read("python.json"));
