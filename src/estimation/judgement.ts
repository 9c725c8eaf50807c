import type { CandidateColumns } from "./columns.ts";
import type { InputSpace } from "./coverage-curve.ts";
import { inputDistances } from "./input-distances.ts";
import type { IntervalOptions } from "./intervals/method.ts";
import { inputKinds } from "./kinds.ts";
import { type LabelledRows, labelledRows } from "./labels.ts";

export interface EstimateColumnsOptions extends IntervalOptions {
  /** Shares of all rows to keep, in (0, 1]. */
  readonly fractions: readonly number[];
  /** Label from which a candidate counts as correct; null takes labels between 0 and 1 as expectations. */
  readonly labelThreshold: number | null;
  /** Probability from which a condition is settled, in (½, 1). */
  readonly certainty: number;
  /** Kept precision that a recommended share must reach, in (0, 1); null: half the generator's error, 1 − p̂/2. */
  readonly precision: number | null;
}

/** What every score of a table is judged by, made once. */
export interface Judgement {
  readonly columns: CandidateColumns;
  readonly labelled: LabelledRows;
  /** Place of each row among the labelled ones, −1 of the others. */
  readonly labelOfRow: Int32Array;
  readonly space: InputSpace;
  readonly options: EstimateColumnsOptions;
  /** Kept precision that a recommended share must reach; null where the labels know no error to halve. */
  readonly target: number | null;
}

/** @throws PstarError when nothing is labelled, or labels, weights or kinds are not what they must be */
export function prepareJudgement(columns: CandidateColumns, options: EstimateColumnsOptions): Judgement {
  const labelled = labelledRows(columns, options.labelThreshold);
  const labelOfRow = new Int32Array(columns.rows).fill(-1);
  labelled.rows.forEach((row, i) => {
    labelOfRow[row] = i;
  });
  const { n1, n0 } = labelled.counts;
  const halved = n0 > 0 ? 1 - n0 / (n1 + n0) / 2 : null;
  const target = options.precision ?? halved;
  return { columns, labelled, labelOfRow, space: inputSpace(columns), options, target };
}

/** What coverage is measured in. @throws PstarError when there are too many kinds */
export function inputSpace(columns: CandidateColumns): InputSpace {
  const { cluster, sample } = columns;
  return {
    cluster,
    kinds: inputKinds(columns),
    sample: sample && { inputs: sample.inputs, between: inputDistances(sample) },
  };
}
