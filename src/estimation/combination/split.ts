import { createRandom, shuffle } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { tieKey } from "../../random/ties.ts";
import type { CandidateColumns } from "../columns.ts";

/** Labelled rows of the two halves of the labelled inputs, ascending. */
export interface Halves {
  readonly fitting: Int32Array;
  readonly judging: Int32Array;
}

/**
 * Halves the labelled inputs, never one input's candidates, into those a combination is fitted on and those it is judged
 * on. Stratified by the inputs' share of correct candidates: wherever two inputs have a kind, both halves have it.
 *
 * @param seed integer in [0, 2⁵³)
 */
export function splitHalves(columns: CandidateColumns, seed: number): Halves {
  const rows = Int32Array.from(labelledRows(columns.labels));
  const part = dealInputs(rows, columns, 2, seed);
  return {
    fitting: rows.filter((_, i) => part[i] === 0),
    judging: rows.filter((_, i) => part[i] === 1),
  };
}

function* labelledRows(labels: Float64Array): Generator<number> {
  for (let row = 0; row < labels.length; row++) if (!Number.isNaN(labels[row])) yield row;
}

/**
 * Deals the inputs of `rows` into parts of equal size and like composition: sorted by their share of correct candidates,
 * each run of `parts` inputs goes one to each part, at random.
 *
 * @returns each of `rows`' part, 0 … parts − 1
 */
export function dealInputs(
  rows: Int32Array,
  { labels, cluster }: { readonly labels: Float64Array; readonly cluster: Int32Array },
  parts: number,
  seed: number,
): Uint8Array {
  const random = createRandom(deriveSeed(seed, "deal"));
  const places = () =>
    shuffle(
      Array.from({ length: parts }, (_, part) => part),
      random,
    );
  const partOf = new Map<number, number>();
  const leftovers: number[] = [];
  for (const inputs of inputsByKind(rows, labels, cluster, seed)) {
    const whole = inputs.length - (inputs.length % parts);
    for (let start = 0; start < whole; start += parts) {
      places().forEach((part, i) => {
        partOf.set(inputs[start + i], part);
      });
    }
    leftovers.push(...inputs.slice(whole));
  }
  const order = places();
  leftovers.forEach((input, i) => {
    partOf.set(input, order[i % parts]);
  });
  return Uint8Array.from(rows, (row) => partOf.get(cluster[row])!);
}

/** Inputs with only incorrect, with both, and with only correct candidates, each by share of correct. */
function inputsByKind(
  rows: Int32Array,
  labels: Float64Array,
  cluster: Int32Array,
  seed: number,
): readonly [number[], number[], number[]] {
  const sums = new Map<number, { correct: number; total: number; key: number }>();
  for (const row of rows) {
    const input = cluster[row];
    const sum = sums.get(input) ?? { correct: 0, total: 0, key: tieKey(seed, input) };
    sum.correct += labels[row];
    sum.total++;
    sums.set(input, sum);
  }
  const ordered = [...sums].sort(
    ([, a], [, b]) => a.correct / a.total - b.correct / b.total || a.key - b.key,
  );
  const kinds: [number[], number[], number[]] = [[], [], []];
  for (const [input, { correct, total }] of ordered) {
    kinds[correct === 0 ? 0 : correct < total ? 1 : 2].push(input);
  }
  return kinds;
}
