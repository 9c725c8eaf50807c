import { PstarError } from "../errors.ts";
import type { CandidateColumns } from "./columns.ts";

/**
 * How labels are drawn: at random within strata of one score, at whatever rate in each. Stratum 0 holds the rows
 * without a score, stratum 1 those below the first cut, stratum h + 1 those from cut h (inclusive) to the next.
 */
export interface LabelDesign {
  readonly score: string;
  /** Finite, strictly ascending. */
  readonly cuts: readonly number[];
}

export interface PostStratification {
  /** How many rows each label stands for, N_h / n_h of its stratum; 0 where a row has no label. */
  readonly weights: Float64Array;
  readonly warnings: readonly string[];
}

/**
 * Weights under which labels drawn at random within strata, in any number of rounds and at any rates, give unbiased
 * sums over all rows, and so consistent φ, ψ and p (post-stratification: Holt & Smith 1979). An earlier simple random
 * sample, or labels by a coarser design of the same score, are random within the strata too and count like any other.
 * Strata without a label are stood for by the nearest labelled one below, else above, and a warning says so.
 *
 * @throws PstarError when there is no score of the design's name, or the labels have weights of their own: then they
 * were drawn by some other design
 */
export function postStratify(columns: CandidateColumns, design: LabelDesign): PostStratification {
  const strata = strataOf(scoreOf(columns, design.score), design.cuts);
  refuseWeights(columns);
  const sizes = countStrata(strata, design);
  const labelled = countStrata(strata, design, columns.labels);
  const standIn = standIns(sizes, labelled);
  const represented = new Float64Array(sizes.length);
  standIn.forEach((stratum, h) => {
    if (stratum !== undefined) represented[stratum] += sizes[h];
  });
  const weights = columns.labels.map((label, row) => {
    const h = strata[row];
    return Number.isNaN(label) ? 0 : represented[h] / labelled[h];
  });
  const warnings = standIn.flatMap((stratum, h) =>
    stratum === undefined || stratum === h ? [] : [standInWarning(design, h, stratum, sizes[h])],
  );
  return { weights, warnings };
}

/** Whether labels drawn by `earlier` are random within the strata of `design` as well: it only cuts them finer. */
export function refines(design: LabelDesign, earlier: LabelDesign): boolean {
  return design.score === earlier.score && earlier.cuts.every((cut) => design.cuts.includes(cut));
}

/** Stratum of each row: 0 where it has no score, else 1 + the number of cuts at or below it. */
export function strataOf(values: Float64Array, cuts: readonly number[]): Int32Array {
  const bounds = Float64Array.from(cuts);
  const strata = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    if (!(values[row] > -Infinity)) continue;
    let h = bounds.length;
    while (h > 0 && bounds[h - 1] > values[row]) h--;
    strata[row] = h + 1;
  }
  return strata;
}

/** Rows of each stratum, or its labelled rows where labels are given. */
export function countStrata(strata: Int32Array, { cuts }: LabelDesign, labels?: Float64Array): Float64Array {
  const counts = new Float64Array(cuts.length + 2);
  for (let row = 0; row < strata.length; row++) {
    if (labels === undefined || !Number.isNaN(labels[row])) counts[strata[row]]++;
  }
  return counts;
}

/** @throws PstarError when there is no score of this name */
export function scoreOf(columns: CandidateColumns, name: string): Float64Array {
  const column = columns.scores.find((score) => score.name === name);
  if (column !== undefined) return column.values;
  throw new PstarError(`there is no score ${name}`, {
    exitCode: 2,
    remedy: `the scores are ${columns.scores.map((score) => score.name).join(", ") || "none"}`,
  });
}

/** @throws PstarError when the labels have weights of their own */
export function refuseWeights(columns: CandidateColumns): void {
  if (columns.weights === null) return;
  throw new PstarError("labels with weights of their own can't be weighed by strata as well", {
    exitCode: 2,
    remedy: "leave out the weight field, or the labels drawn by strata",
  });
}

/** The stratum whose labels stand for each one; undefined where there are no rows, or no label anywhere. */
function standIns(sizes: Float64Array, labelled: Float64Array): (number | undefined)[] {
  const withLabels = [...labelled.keys()].filter((h) => labelled[h] > 0);
  return Array.from(sizes, (size, h) =>
    size === 0 ? undefined : (withLabels.findLast((other) => other <= h) ?? withLabels[0]),
  );
}

function standInWarning(design: LabelDesign, empty: number, standIn: number, rows: number): string {
  const label = `none of the ${rows.toLocaleString("en-US")} rows with ${describeStratum(design, empty)} is labelled`;
  return `${label}: those with ${describeStratum(design, standIn)} stand for them`;
}

function describeStratum({ score, cuts }: LabelDesign, h: number): string {
  if (h === 0) return `no ${score}`;
  if (cuts.length === 0) return `a ${score}`;
  if (h === 1) return `${score} < ${cuts[0]}`;
  return h > cuts.length ? `${score} ≥ ${cuts[h - 2]}` : `${cuts[h - 2]} ≤ ${score} < ${cuts[h - 1]}`;
}
