import {
  countCandidates,
  readHandLabels,
  readLabels,
  readLabelsOfOthers,
  type Stage,
  type Store,
} from "../store/index.ts";

/** The labels of a stage's candidates as they stand now, by position. */
export interface LabelsNow {
  /** How correct each is, in [0, 1]; NaN where estimates have no label to use. */
  readonly values: Float64Array;
  /** How many candidates each label stands for, relative to the others. */
  readonly weights: Float64Array;
  /** 1 where a person's word is the label that estimates use. */
  readonly byHand: Uint8Array;
  /** Candidates that anybody has labelled, and those that people have. */
  readonly labelled: number;
  readonly labelledByHand: number;
}

/**
 * A person's word on a candidate that chance chose takes the place of a stage's label, and its weight: whoever reads the
 * row knows more than a rule does. What people said of candidates that they chose themselves is no random sample of
 * anything; it is counted here and not used.
 *
 * @param labelling the stage that labelled the candidates; undefined where only they themselves may have labels
 */
export function labelsNow(store: Store, candidates: number, labelling: number | undefined): LabelsNow {
  const rows = countCandidates(store, candidates);
  const values = new Float64Array(rows).fill(Number.NaN);
  const weights = new Float64Array(rows).fill(1);
  const byHand = new Uint8Array(rows);
  const isLabelled = new Uint8Array(rows);
  for (const given of [
    readLabels(store, candidates),
    ...(labelling === undefined ? [] : [readLabelsOfOthers(store, labelling)]),
  ]) {
    given.positions.forEach((position, i) => {
      values[position] = given.values[i]!;
      weights[position] = given.weights[i]!;
      isLabelled[position] = 1;
    });
  }
  const hand = readHandLabels(store, candidates);
  hand.positions.forEach((position, i) => {
    isLabelled[position] = 1;
    if (hand.drawn[i] === 0) return;
    values[position] = hand.values[i]!;
    byHand[position] = 1;
  });
  return {
    ...{ values, weights, byHand },
    labelled: isLabelled.reduce((sum, one) => sum + one, 0),
    labelledByHand: hand.positions.length,
  };
}

/** The stage of a run that labelled the candidates of a stage; undefined where none did. */
export const labellingStage = (stages: readonly Stage[], candidates: number): Stage | undefined =>
  stages.findLast(
    ({ kind, inputs }) =>
      kind === "label" && inputs.some(({ role, stageId }) => role === "candidates" && stageId === candidates),
  );

/** The candidates that a run's estimates rest on: those it labelled, or took in; undefined where it has none. */
export function estimatedCandidates(stages: readonly Stage[]): number | undefined {
  const labelling = stages.findLast(({ kind }) => kind === "label");
  const imported = stages.findLast(({ kind }) => kind === "import");
  return labelling?.inputs.find(({ role }) => role === "candidates")?.stageId ?? imported?.id;
}
