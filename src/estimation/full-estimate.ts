import type { CandidateColumns } from "./columns.ts";
import { combineVerifiers } from "./combination/combine.ts";
import type { EstimateReport } from "./report.ts";
import { type ColumnsReport, type EstimateColumnsOptions, estimateColumns, estimateScore } from "./table.ts";
import { estimateUnlabelled } from "./unlabelled/estimate.ts";

/**
 * All that scores and labels say before any training: every verifier at every share, verifiers put together, and what
 * their agreement alone would say.
 */
export function fullEstimate(columns: CandidateColumns, options: EstimateColumnsOptions): EstimateReport {
  const { fractions, seed } = options;
  const isLabelled = columns.labels.some((label) => !Number.isNaN(label));
  const single = isLabelled ? estimateColumns(columns, options) : withoutLabels(columns);
  const together = isLabelled ? combinations(columns, options) : { combined: [], warnings: [] };
  const unlabelled = estimateUnlabelled(columns, { fraction: middleOf(fractions), seed });
  return {
    ...single,
    combined: together.combined,
    unlabelled: unlabelled?.reports ?? null,
    warnings: [...single.warnings, ...together.warnings, ...(unlabelled?.warnings ?? [])],
  };
}

function combinations(columns: CandidateColumns, options: EstimateColumnsOptions) {
  const { fractions, seed, confidence } = options;
  const { combined, judged, warnings } = combineVerifiers(columns, { fractions, seed, confidence });
  return {
    combined: combined.map(({ score, against, gain }) => ({
      ...estimateScore(judged, score, options),
      against,
      gain,
    })),
    warnings,
  };
}

const withoutLabels = ({ rows, inputs }: CandidateColumns): ColumnsReport => ({
  ...{ rows, inputs, labelled: 0, generatorError: null, verifiers: [] },
  warnings: ["no row is labelled: a few hundred labels would say what each verifier is worth"],
});

/** The share in the middle of those asked for. */
const middleOf = (fractions: readonly number[]): number =>
  fractions.toSorted((a, b) => a - b)[Math.floor((fractions.length - 1) / 2)]!;
