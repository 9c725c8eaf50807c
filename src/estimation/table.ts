import { PstarError } from "../errors.ts";
import type { Interval } from "../metrics/interval.ts";
import type { CandidateColumns, ScoreColumn } from "./columns.ts";
import { estimateCuts } from "./intervals/method.ts";
import { type EstimateColumnsOptions, type Judgement, prepareJudgement } from "./judgement.ts";
import type { EstimateReport, VerifierReport } from "./report.ts";
import { judgeScore } from "./score.ts";
import { labelWarnings, scoreWarnings } from "./warnings.ts";

export type { EstimateColumnsOptions } from "./judgement.ts";

/** The part of the report that needs labels and scores one at a time. */
export type ColumnsReport = Omit<EstimateReport, "combined" | "unlabelled">;

/**
 * What labelled candidates say of every score at every share kept: φ, ψ, p⋆, kept precision and p with intervals, the
 * verdict, the coverage of the inputs, and the largest share that holds (see `recommendCut`).
 *
 * @throws PstarError when the columns do not fit together, nothing is labelled, or an option is out of its range
 */
export function estimateColumns(
  columns: CandidateColumns,
  options: EstimateColumnsOptions,
): ColumnsReport & { readonly generatorError: Interval } {
  validateOptions(options);
  validateColumns(columns);
  const judgement = prepareJudgement(columns, options);
  const verifiers: VerifierReport[] = [];
  const warnings = labelWarnings(judgement);
  let error: Interval | undefined;
  for (const score of columns.scores) {
    const judged = judgeScore(judgement, score);
    verifiers.push(judged.report);
    warnings.push(...scoreWarnings(judgement, judged));
    error ??= judged.estimates[0].summary().error;
  }
  return {
    rows: columns.rows,
    inputs: columns.inputs,
    labelled: judgement.labelled.rows.length,
    targetPrecision: judgement.target,
    generatorError: error ?? generatorError(judgement),
    verifiers,
    warnings,
  };
}

/**
 * One more score over the same rows, in the table or not, such as verifiers put together.
 *
 * @throws PstarError as `estimateColumns`
 */
export function estimateScore(
  columns: CandidateColumns,
  score: ScoreColumn,
  options: EstimateColumnsOptions,
): VerifierReport {
  validateOptions(options);
  validateColumns({ ...columns, scores: [score] });
  return judgeScore(prepareJudgement(columns, options), score).report;
}

/** p with its interval, which no score changes. */
function generatorError({ labelled, options }: Judgement): Interval {
  const unranked = { ...labelled, order: Int32Array.from(labelled.rows.keys()) };
  return estimateCuts(unranked, [{ labels: 0, keepsAll: false }], options)[0].summary().error;
}

function validateColumns({ rows, cluster, inputs, scores, labels, weights, group }: CandidateColumns): void {
  const columns = [cluster, labels, ...scores.map(({ values }) => values), ...(weights ? [weights] : [])];
  const lengths = [...columns, ...(group ? [group.codes] : [])].map(({ length }) => length);
  if (lengths.some((length) => length !== rows)) {
    throw new PstarError(`${rows} rows, but columns of ${lengths.join(", ")}`, { where: "estimate" });
  }
  if (cluster.some((input) => !(input >= 0 && input < inputs))) {
    throw new PstarError(`an input outside 0 … ${inputs - 1}`, { where: "estimate" });
  }
}

function validateOptions(options: EstimateColumnsOptions): void {
  const { fractions, certainty, confidence, draws, precision, labelThreshold } = options;
  const isShare = (value: number) => value > 0 && value < 1;
  const rules: readonly (readonly [boolean, string])[] = [
    [fractions.length > 0, "there is no share to keep"],
    [fractions.every((share) => isShare(share) || share === 1), "a share to keep is above 0 and at most 1"],
    [certainty > 0.5 && certainty < 1, "the certainty is between 0.5 and 1"],
    [isShare(confidence), "the confidence is between 0 and 1"],
    [Number.isInteger(draws) && draws >= 100, "there are at least 100 draws"],
    [precision === null || isShare(precision), "the kept precision asked for is between 0 and 1"],
    [labelThreshold === null || Number.isFinite(labelThreshold), "the label threshold is a number"],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken) throw new PstarError(broken[1], { where: "estimate", exitCode: 2 });
}
