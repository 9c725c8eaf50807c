import type { Interval } from "../metrics/interval.ts";
import type { CandidateColumns } from "./columns.ts";
import { combineVerifiers } from "./combination/combine.ts";
import type { EstimateReport, UnlabelledReport } from "./report.ts";
import { type ColumnsReport, type EstimateColumnsOptions, estimateColumns } from "./table.ts";
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
    warnings: [
      ...single.warnings,
      ...together.warnings,
      ...(single.generatorError === null
        ? (unlabelled?.warnings ?? [])
        : disagreement(single.generatorError, unlabelled?.reports ?? [])),
    ],
  };
}

/** Where labels refute what agreement alone would say, the verifiers err together. */
function disagreement(labelled: Interval, [alone]: readonly UnlabelledReport[]): string[] {
  if (alone === undefined) return [];
  const { low, high, estimate } = alone.errorInterval;
  if (low <= labelled.high && labelled.low <= high) return [];
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return [
    `without labels, the verifiers' agreement would put p at ${percent(estimate)}; labels put it at ` +
      `${percent(labelled.estimate)}, so the verifiers err together, and their agreement proves little here`,
  ];
}

/** Every combination judged as a verifier is, on the labels that it was not fitted on. */
function combinations(columns: CandidateColumns, options: EstimateColumnsOptions) {
  const { fractions, seed, confidence } = options;
  const { combined, judged, warnings } = combineVerifiers(columns, { fractions, seed, confidence });
  if (combined.length === 0) return { combined: [], warnings };
  const scores = combined.map(({ score }) => score);
  const { verifiers } = estimateColumns({ ...judged, scores }, options);
  return {
    combined: verifiers.map((report, i) => ({
      ...report,
      against: combined[i].against,
      gain: combined[i].gain,
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
