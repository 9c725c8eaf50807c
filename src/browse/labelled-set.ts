import type { CandidateColumns } from "../estimation/columns.ts";
import { splitHalves } from "../estimation/combination/split.ts";
import { type LabelDesign, postStratify } from "../estimation/design.ts";
import { type LabelledRows, labelledRows } from "../estimation/labels.ts";
import { deriveSeed } from "../random/seed.ts";
import { readLabels, type Stage, type Store } from "../store/index.ts";
import type { SetColumns } from "./browser.ts";
import { labellingStage, labelsNow } from "./labels-now.ts";

/** Candidates with the labels that estimates of one verifier may use, as they stand now. */
export interface LabelledSet {
  readonly labelled: LabelledRows;
  /** How many of those labels people gave. */
  readonly byHand: number;
}

/**
 * The labels of a set as the estimates of its run use them: weighed by the design that they were drawn by, and where the
 * verifier is several combined, without those of inputs that the combination was fitted on.
 *
 * @param threshold label from which a candidate counts as correct; null takes labels as they are
 * @returns null where nothing is labelled
 */
export function labelledSet(
  store: Store,
  stages: readonly Stage[],
  candidates: number,
  { rows, group, scores }: SetColumns,
  verifier: string,
  threshold: number | null,
): LabelledSet | null {
  const labelling = labellingStage(stages, candidates);
  const { values, weights, byHand } = labelsNow(store, candidates, labelling?.id);
  const given: CandidateColumns = {
    rows,
    cluster: group,
    inputs: group.reduce((most, input) => Math.max(most, input + 1), 0),
    scores: [...scores].map(([name, column]) => ({ name, values: column })),
    // A run that goes on may have made more since the columns were read.
    labels: values.subarray(0, rows),
    weights: weights.every((weight) => weight === 1) ? null : weights.subarray(0, rows),
    group: null,
    sample: null,
  };
  const { design = null } = (labelling?.options ?? {}) as { readonly design?: LabelDesign | null };
  const weighed = design === null ? given : { ...given, weights: postStratify(given, design).weights };
  const columns = withoutFitted(store, stages, candidates, weighed, verifier);
  if (columns.labels.every(Number.isNaN)) return null;
  const labelled = labelledRows(columns, threshold);
  return { labelled, byHand: labelled.rows.reduce((sum, row) => sum + byHand[row]!, 0) };
}

function withoutFitted(
  store: Store,
  stages: readonly Stage[],
  candidates: number,
  columns: CandidateColumns,
  verifier: string,
): CandidateColumns {
  const inputOf = (stage: Stage, role: string): number | undefined =>
    stage.inputs.find((input) => input.role === role)?.stageId;
  const combined = stages.findLast(
    (stage) =>
      stage.kind === "combine" &&
      inputOf(stage, "candidates") === candidates &&
      (stage.options as { readonly combiner: string }).combiner === verifier,
  );
  if (combined === undefined) return columns;
  const { seed } = combined.options as { readonly seed: number };
  const known = new Float64Array(columns.rows).fill(Number.NaN);
  const { positions, values } = readLabels(store, inputOf(combined, "labels")!);
  positions.forEach((position, i) => {
    known[position] = values[i]!;
  });
  const { fitting } = splitHalves({ ...columns, labels: known }, deriveSeed(seed, "halves"));
  const fitted = new Set(Array.from(fitting, (row) => columns.cluster[row]!));
  const labels = columns.labels.map((label, row) => (fitted.has(columns.cluster[row]!) ? Number.NaN : label));
  return { ...columns, labels };
}
