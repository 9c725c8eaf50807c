import type { ScoreColumn } from "./columns.ts";
import type { Coverage } from "./coverage.ts";
import { coverageAtCuts, lostAtCuts } from "./coverage-curve.ts";
import { areaUnderCurve } from "./curve.ts";
import { type Cut, chooseCuts } from "./cuts.ts";
import { estimateGroups } from "./groups.ts";
import { type CutEstimate, estimateCuts } from "./intervals/method.ts";
import type { Judgement } from "./judgement.ts";
import type { LabelledRows } from "./labels.ts";
import { lostKinds } from "./lost-kinds.ts";
import { breakTies, type Ranking, rankRows } from "./ranking.ts";
import { recommendCut } from "./recommend.ts";
import type { CurveCell, VerifierReport } from "./report.ts";
import { verdict } from "./verdict.ts";

/** One score with its cuts, and what is known at each. */
export interface JudgedScore {
  readonly report: VerifierReport;
  readonly ranking: Ranking;
  readonly cuts: readonly Cut[];
  readonly estimates: readonly CutEstimate[];
  /** Labelled rows above each cut, weights aside. */
  readonly labelsAbove: readonly number[];
  /** Place in `cuts` of the share recommended, or else of the middle one shown. */
  readonly focus: number;
  /** Of the inputs, at that share. */
  readonly coverage: Coverage;
}

/**
 * One score at every share: φ, ψ, p⋆, kept precision, the verdict and the coverage, and the largest share that holds.
 *
 * A share is of all rows, labelled or not: the cut comes from one sort of all scores, ties in the order of
 * `tieKey(seed, row)`, so it is the cut of the selector `top-share` with the same seed. The rates are those of the
 * labelled rows on either side of it, weighted where they have weights.
 */
export function judgeScore(judgement: Judgement, { name, values }: ScoreColumn): JudgedScore {
  const { columns, labelled, labelOfRow, space, options, target } = judgement;
  const ranking = rankRows(values);
  const cuts = chooseCuts(ranking, values, options.fractions);
  const keptAtCuts = cuts.map(({ kept }) => kept);
  breakTies(ranking, values, keptAtCuts, options.seed);
  const { order, scored, labelsAbove } = rankLabels(ranking, labelOfRow, labelled.rows.length, keptAtCuts);
  const labelledCuts = cuts.map(({ kept }, c) => ({
    labels: labelsAbove[c],
    keepsAll: kept === columns.rows,
  }));
  const estimates = estimateCuts({ ...labelled, order }, labelledCuts, options);
  const lost = lostAtCuts(space, ranking, keptAtCuts);
  const recommended = recommendCut(
    cuts,
    estimates,
    { certainty: options.certainty, precision: target },
    (c) => lost[c].share <= 1 - options.certainty,
  );
  const shown = [...cuts.keys()].filter((c) => cuts[c].shown);
  const focus = recommended >= 0 ? recommended : shown[shown.length >> 1];
  const seen = [...cuts.keys()].filter((c) => cuts[c].shown || c === focus);
  const seenCuts = seen.map((c) => cuts[c].kept);
  const coverages = coverageAtCuts(space, ranking, seenCuts);
  const coverageAt = (c: number) => coverages[seen.indexOf(c)];
  const threshold = (c: number) => (cuts[c].kept === 0 ? null : values[ranking.order[cuts[c].kept - 1]]);
  const report: VerifierReport = {
    name,
    auc: weightedArea(values, labelled, order, scored),
    curve: shown.map((c) => cellOf(cuts[c], threshold(c), estimates[c], coverageAt(c), judgement)),
    recommended: recommended < 0 ? null : recommendation(cuts[focus], threshold(focus), estimates[focus]),
    groups:
      columns.group === null ? [] : estimateGroups(judgement, ranking.order.subarray(0, cuts[focus].kept)),
  };
  return { report, ranking, cuts, estimates, labelsAbove, focus, coverage: coverageAt(focus) };
}

/**
 * The labelled rows in the order of the ranking, those without a score at the end; how many have one, and how many lie
 * above each cut.
 */
function rankLabels(ranking: Ranking, labelOfRow: Int32Array, labels: number, cuts: readonly number[]) {
  const order = new Int32Array(labels);
  const isScored = new Uint8Array(labels);
  let found = 0;
  let place = 0;
  const scanTo = (end: number): number => {
    for (; place < end; place++) {
      const label = labelOfRow[ranking.order[place]];
      if (label < 0) continue;
      isScored[label] = 1;
      order[found++] = label;
    }
    return found;
  };
  const labelsAbove = cuts.map(scanTo);
  const scored = scanTo(ranking.order.length);
  for (let label = 0; label < labels; label++) if (isScored[label] === 0) order[found++] = label;
  return { order, scored, labelsAbove };
}

function cellOf(
  { share, kept }: Cut,
  threshold: number | null,
  estimate: CutEstimate,
  coverage: Coverage,
  { columns, labelled, options }: Judgement,
): CurveCell {
  const { point } = estimate;
  const summary = estimate.summary();
  const { probabilityMajorityCorrect, probabilityCleaner, pstar, keptPrecision } = summary;
  const { kind, text, moreLabels } = verdict({
    ...{ probabilityMajorityCorrect, probabilityCleaner },
    labels: labelled.rows.length,
    certainty: options.certainty,
    lost: lostKinds(coverage),
  });
  return {
    ...{ fraction: share, threshold, kept, phi: point.phi, psi: point.psi },
    ...{ phiInterval: summary.phi, psiInterval: summary.psi, pstar, keptPrecision },
    yield: kept / columns.rows,
    ...{ probabilityMajorityCorrect, probabilityCleaner, coverage },
    ...{ verdict: kind, verdictText: text, moreLabels },
  };
}

function recommendation({ share, kept }: Cut, threshold: number | null, estimate: CutEstimate) {
  const { pstar, keptPrecision } = estimate.summary();
  return threshold === null ? null : { fraction: share, threshold, kept, pstar, keptPrecision };
}

/** Of the labelled rows, those without a score below all others. */
function weightedArea(
  values: Float64Array,
  { rows, correct, weights }: LabelledRows,
  order: Int32Array,
  scored: number,
): number | null {
  const correctKept = new Float64Array(rows.length + 1);
  const incorrectKept = new Float64Array(rows.length + 1);
  const scores = new Float64Array(rows.length);
  order.forEach((i, k) => {
    const weight = weights?.[i] ?? 1;
    scores[k] = k < scored ? values[rows[i]] : -Infinity;
    correctKept[k + 1] = correctKept[k] + weight * correct[i];
    incorrectKept[k + 1] = incorrectKept[k] + weight * (1 - correct[i]);
  });
  return areaUnderCurve(scores, correctKept, incorrectKept);
}
