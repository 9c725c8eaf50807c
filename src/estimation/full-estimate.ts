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
  const together = isLabelled
    ? combinations(columns, { ...options, precision: single.targetPrecision })
    : { combined: [], warnings: [] };
  const unlabelled = estimateUnlabelled(columns, { fraction: middleOf(fractions), seed });
  return {
    ...single,
    combined: together.combined,
    unlabelled: unlabelled?.reports ?? null,
    warnings: [
      ...single.warnings,
      ...together.warnings,
      ...(single.generatorError === null
        ? [...(unlabelled?.warnings ?? []), ...driftWarnings(columns, options, unlabelled?.reports ?? [])]
        : disagreement(single.generatorError, unlabelled?.reports ?? [])),
    ],
  };
}

/** Where labels refute what agreement alone would say, the verifiers err together. */
function disagreement(labelled: Interval, [alone]: readonly UnlabelledReport[]): string[] {
  if (alone === undefined) return [];
  if (overlap(alone.errorInterval, labelled)) return [];
  return [
    `without labels, the verifiers' agreement would put p at ${percent(alone.error)}; labels put it at ` +
      `${percent(labelled.estimate)}, so the verifiers err together, and their agreement proves little here`,
  ];
}

/** Under independence p does not depend on where the scores are cut into votes; where it does, that fails. */
function driftWarnings(
  columns: CandidateColumns,
  { fractions, seed }: EstimateColumnsOptions,
  [alone]: readonly UnlabelledReport[],
): string[] {
  if (alone === undefined) return [];
  for (const fraction of [Math.min(...fractions), Math.max(...fractions)]) {
    const [other] = estimateUnlabelled(columns, { fraction, seed })?.reports ?? [];
    if (other === undefined || overlap(other.errorInterval, alone.errorInterval)) continue;
    return [
      `p would be ${percent(alone.error)} with the best ${percent(alone.fraction)} as votes and ${percent(other.error)} ` +
        `with the best ${percent(fraction)}: it can't depend on that, so the verifiers don't err independently, and none of ` +
        "these numbers holds",
    ];
  }
  return [];
}

const overlap = (a: Interval, b: Interval): boolean => a.low <= b.high && b.low <= a.high;
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

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
  ...{ rows, inputs, labelled: 0, generatorError: null, targetPrecision: null, verifiers: [] },
  warnings: ["no row is labelled: a few hundred labels would say what each verifier is worth"],
});

/** The share in the middle of those asked for. */
const middleOf = (fractions: readonly number[]): number =>
  fractions.toSorted((a, b) => a - b)[Math.floor((fractions.length - 1) / 2)]!;
