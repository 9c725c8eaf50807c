import { NO_GROUP } from "../datasets/columns.ts";
import type { CandidateColumns, GroupColumn, InputSample } from "../estimation/columns.ts";
import { createRandom, shuffle } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";
import {
  countCandidates,
  readCandidate,
  readField,
  readGroups,
  readLabels,
  readScores,
  rowId,
  type Store,
} from "../store/index.ts";

/** Where in a store the columns of some candidates are: ids of stages. */
export interface ColumnStages {
  readonly candidates: number;
  readonly scores: readonly { readonly name: string; readonly stage: number }[];
  readonly labels: number | null;
}

/** What tells kinds of candidates apart. */
export type GroupOf =
  | { readonly field: string }
  /** By the example's text and its true answer. */
  | { readonly stratum: (example: { readonly input: string; readonly reference: string }) => string };

/** Inputs whose texts the distance between the kept and all looks at. */
const sampled = 1000;

/** Candidates of one stage as columns, in the order of their positions. @param seed of the sample of inputs */
export function candidateColumns(
  store: Store,
  stages: ColumnStages,
  options: { readonly group: GroupOf | null; readonly seed: number },
): CandidateColumns {
  const rows = countCandidates(store, stages.candidates);
  const cluster = readGroups(store, stages.candidates);
  const firsts = firstOfEach(cluster);
  const { labels, weights } = labelColumns(store, stages.labels, rows);
  return {
    rows,
    cluster,
    inputs: firsts.length,
    scores: stages.scores.map(({ name, stage }) => ({ name, values: readScores(store, stage).score })),
    labels,
    weights,
    group: options.group && groupColumn(store, stages.candidates, cluster, firsts, options.group),
    sample: sampleOf(store, stages.candidates, firsts, options.seed),
  };
}

/** Position of each input's first candidate; −1 where an input has none. */
function firstOfEach(cluster: Int32Array): Int32Array {
  const inputs = cluster.reduce((most, input) => Math.max(most, input + 1), 0);
  const firsts = new Int32Array(inputs).fill(-1);
  cluster.forEach((input, row) => {
    if (firsts[input] === -1) firsts[input] = row;
  });
  return firsts;
}

function labelColumns(store: Store, stage: number | null, rows: number) {
  const labels = new Float64Array(rows).fill(Number.NaN);
  const weights = new Float64Array(rows).fill(1);
  if (stage === null) return { labels, weights: null };
  const stored = readLabels(store, stage);
  stored.positions.forEach((position, i) => {
    labels[position] = stored.values[i];
    weights[position] = stored.weights[i];
  });
  return { labels, weights: weights.every((weight) => weight === 1) ? null : weights };
}

function groupColumn(
  store: Store,
  candidates: number,
  cluster: Int32Array,
  firsts: Int32Array,
  group: GroupOf,
): GroupColumn {
  if ("field" in group)
    return codesOf(readField(store, candidates, group.field).map((value) => String(value ?? NO_GROUP)));
  const ofInput = Array.from(firsts, (row) =>
    row === -1 ? "" : group.stratum(readCandidate(store, rowId(candidates, row)).example),
  );
  return codesOf(Array.from(cluster, (input) => ofInput[input]!));
}

function codesOf(values: readonly string[]): GroupColumn {
  const places = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { codes, names: [...places.keys()] };
}

function sampleOf(store: Store, candidates: number, firsts: Int32Array, seed: number): InputSample {
  const inputs = Int32Array.from(firsts.keys()).filter((input) => firsts[input] !== -1);
  shuffle(inputs, createRandom(deriveSeed(seed, "sampled inputs")));
  const chosen = inputs.subarray(0, sampled).slice().sort();
  const texts = Array.from(
    chosen,
    (input) => readCandidate(store, rowId(candidates, firsts[input])).example.input,
  );
  return { inputs: chosen, texts };
}
