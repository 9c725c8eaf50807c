import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { RougeKind } from "../../../src/metrics/rouge/rouge.ts";

/** What `scripts/peers/rouge.py` wrote. */
interface Fixture {
  readonly kinds: readonly RougeKind[];
  readonly stems: Readonly<Record<string, string>>;
  readonly cases: readonly (readonly [prediction: string, references: readonly string[], scores: Scored])[];
  readonly long: readonly (readonly [prediction: LongText, reference: LongText, scores: Scored])[];
}

/** Of each kind: precision, recall and F as words are, then of stems. */
export type Scored = readonly (readonly number[])[];

interface LongText {
  readonly seed: number;
  readonly words: number;
  readonly vocabulary: number;
  /** Words to a line; 0 for one line. */
  readonly line: number;
}

const path = new URL("../../fixtures/rouge.json.gz", import.meta.url);

export const fixture = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Fixture;

/** The text that the peer made of the same numbers: words drawn by xorshift32. */
export function longText({ seed, words, vocabulary, line }: LongText): string {
  let state = seed;
  let text = "";
  for (let i = 1; i <= words; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    text += `x${(state >>> 0) % vocabulary}${line > 0 && i % line === 0 ? "\n" : " "}`;
  }
  return text;
}
