import type { CandidateColumns } from "./columns.ts";
import type { Coverage } from "./coverage.ts";
import { coverageAtCuts } from "./coverage-curve.ts";
import { type CellEstimate, estimateCell } from "./estimate.ts";
import { type EstimateColumnsOptions, inputSpace } from "./judgement.ts";
import { labelledRows } from "./labels.ts";
import { lostKinds } from "./lost-kinds.ts";

/** What a set of kept rows promises. */
export interface SelectionEstimate {
  /** Null where nothing is labelled. */
  readonly estimate: CellEstimate | null;
  readonly coverage: Coverage;
}

/**
 * φ, ψ, p⋆, kept precision and coverage of rows kept by whatever rule, from the labelled ones among all.
 *
 * @param kept 1 kept, 0 dropped, for each row
 * @throws PstarError when a label or a weight is not what it must be, or there are too many kinds
 */
export function estimateSelection(
  columns: CandidateColumns,
  kept: Uint8Array,
  options: Pick<EstimateColumnsOptions, "seed" | "certainty" | "confidence" | "draws" | "labelThreshold">,
): SelectionEstimate {
  const isLabelled = columns.labels.some((label) => !Number.isNaN(label));
  const coverage = coverageOf(columns, kept);
  return { estimate: isLabelled ? estimateKept(columns, kept, coverage, options) : null, coverage };
}

function estimateKept(
  columns: CandidateColumns,
  kept: Uint8Array,
  coverage: Coverage,
  { labelThreshold, ...options }: Parameters<typeof estimateSelection>[2],
): CellEstimate {
  const { rows, correct, cluster, weights } = labelledRows(columns, labelThreshold);
  const sample = { kept: Uint8Array.from(rows, (row) => kept[row]), correct, cluster };
  const keepsAll = kept.every((keep) => keep === 1);
  return estimateCell(
    { ...sample, ...(weights && { weights }) },
    { ...options, keepsAll, lost: lostKinds(coverage) },
  );
}

function coverageOf(columns: CandidateColumns, kept: Uint8Array): Coverage {
  const order = Uint32Array.from(kept.keys()).filter((row) => kept[row] === 1);
  return coverageAtCuts(inputSpace(columns), { order, rows: columns.rows }, [order.length])[0];
}
