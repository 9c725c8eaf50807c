import { PstarError } from "../errors.ts";
import type { CandidateColumns } from "./columns.ts";
import { withMeanOne } from "./estimate.ts";
import type { LabelledCandidates } from "./intervals/cluster-design.ts";
import { type Counts, countOutcomes } from "./operating-point.ts";

/** The labelled rows of a table, as columns of their own. */
export interface LabelledRows extends LabelledCandidates {
  /** Place of each in the table, ascending. */
  readonly rows: Int32Array;
  readonly correct: Float64Array;
  /** Input of each, 0 … inputs − 1 of the labelled ones. */
  readonly cluster: Int32Array;
  readonly inputs: number;
  /** Sums over them, weighted. */
  readonly counts: Pick<Counts, "n1" | "n0">;
}

/**
 * @param threshold label from which a candidate counts as correct; null takes labels as they are, as expectations
 * @throws PstarError when nothing is labelled, a label is outside [0, 1] or a labelled row's weight not above 0
 */
export function labelledRows(columns: CandidateColumns, threshold: number | null): LabelledRows {
  const { labels, weights } = columns;
  const count = labels.reduce((sum, label) => sum + (Number.isNaN(label) ? 0 : 1), 0);
  if (count === 0) {
    throw new PstarError("no labelled candidate", {
      where: "estimate",
      remedy: "label some candidates: 1 correct, 0 incorrect",
    });
  }
  const rows = new Int32Array(count);
  const correct = new Float64Array(count);
  let filled = 0;
  for (let row = 0; row < columns.rows; row++) {
    const label = labels[row];
    if (Number.isNaN(label)) continue;
    validate(row, label, weights?.[row] ?? 1);
    rows[filled] = row;
    correct[filled++] = threshold === null ? label : label >= threshold ? 1 : 0;
  }
  const cluster = Int32Array.from(rows, (row) => columns.cluster[row]);
  return assemble(rows, correct, cluster, weights && Float64Array.from(rows, (row) => weights[row]));
}

/** Some of the labelled rows as a table of their own. */
export function selectLabels(labelled: LabelledRows, chosen: readonly number[]): LabelledRows {
  const { rows, correct, cluster, weights } = labelled;
  return assemble(
    Int32Array.from(chosen, (i) => rows[i]),
    Float64Array.from(chosen, (i) => correct[i]),
    Int32Array.from(chosen, (i) => cluster[i]),
    weights === undefined ? null : Float64Array.from(chosen, (i) => weights[i]),
  );
}

function assemble(
  rows: Int32Array,
  correct: Float64Array,
  cluster: Int32Array,
  weights: Float64Array | null,
): LabelledRows {
  const places = new Map<number, number>();
  const compact = cluster.map((input) => {
    const place = places.get(input) ?? places.size;
    if (place === places.size) places.set(input, place);
    return place;
  });
  const own = weights === null ? {} : { weights: withMeanOne(weights) };
  const counts = countOutcomes(new Uint8Array(rows.length), correct, own.weights);
  return { rows, correct, cluster: compact, inputs: places.size, counts, ...own };
}

function validate(row: number, label: number, weight: number): void {
  if (!(label >= 0 && label <= 1)) {
    throw new PstarError(`row ${row + 1} has label ${label}`, {
      where: "estimate",
      remedy: "labels are 1 for correct, 0 for incorrect, or between",
      exitCode: 2,
    });
  }
  if (!(weight > 0 && weight < Infinity)) {
    throw new PstarError(`row ${row + 1} has weight ${weight}`, {
      where: "estimate",
      remedy: "weights are above 0: how many candidates a label stands for",
      exitCode: 2,
    });
  }
}
