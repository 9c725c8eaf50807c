import type { Judgement } from "./judgement.ts";
import { lostKinds } from "./lost-kinds.ts";
import type { CurveCell } from "./report.ts";
import type { JudgedScore } from "./score.ts";

/** Labels of a kind below which its rate is hardly known. */
const FEW = 30;

/** Standard deviations from which labelled rows are no fair sample. */
const UNFAIR = 4;

/** What a reader should know of the labels before believing any number. */
export function labelWarnings({ columns, labelled, options }: Judgement): string[] {
  const warnings: string[] = [];
  const { n1, n0 } = labelled.counts;
  for (const [kind, count] of [["correct", n1] as const, ["incorrect", n0] as const]) {
    if (count >= FEW) continue;
    const of = count === 0 ? `no ${kind} label` : `only ${format(count)} ${kind} labels`;
    warnings.push(`${of}: rates of ${kind} candidates are hardly known below ${FEW}`);
  }
  const soft = labelled.rows.reduce((sum, row) => sum + (columns.labels[row] % 1 === 0 ? 0 : 1), 0);
  if (soft > 0 && options.labelThreshold === null) {
    warnings.push(
      `${format(soft)} labels lie between 0 and 1 and count as expectations; a label threshold makes them yes or no`,
    );
  }
  if (
    soft === 0 &&
    options.labelThreshold !== null &&
    (options.labelThreshold <= 0 || options.labelThreshold > 1)
  ) {
    warnings.push(`a label threshold of ${options.labelThreshold} takes all labels for the same`);
  }
  return warnings;
}

/** What a reader should know of one score. */
export function scoreWarnings(judgement: Judgement, judged: JudgedScore): string[] {
  return [
    missingScores(judgement, judged),
    labelsOnOneSide(judgement, judged),
    unfairLabels(judgement, judged),
    nothingHolds(judgement, judged),
    emptiedTails(judged),
    badKinds(judged),
  ]
    .filter((warning) => warning !== null)
    .map((warning) => `${judged.report.name}: ${warning}`);
}

function missingScores({ columns }: Judgement, { ranking }: JudgedScore): string | null {
  const missing = columns.rows - ranking.order.length;
  return missing === 0 ? null : `${format(missing)} rows have no score and can't be kept`;
}

function labelsOnOneSide(
  { columns, labelled }: Judgement,
  { cuts, labelsAbove }: JudgedScore,
): string | null {
  const bare = cuts.filter(
    ({ shown, kept }, c) =>
      shown &&
      kept > 0 &&
      kept < columns.rows &&
      (labelsAbove[c] === 0 || labelsAbove[c] === labelled.rows.length),
  );
  if (bare.length === 0) return null;
  return `all labels lie on one side of the cut at ${shares(bare.map(({ share }) => share))}, which they say nothing of`;
}

/** Labels picked for their score, and not at random, bias φ and ψ unless weights undo it. */
function unfairLabels({ columns, labelled }: Judgement, { cuts, estimates }: JudgedScore): string | null {
  const { weights, inputs } = labelled;
  const effective = weights ? weights.length ** 2 / weights.reduce((sum, w) => sum + w * w, 0) : Infinity;
  const units = Math.min(effective, inputs);
  const isUnfair = cuts.some(({ kept, shown }, c) => {
    const share = kept / columns.rows;
    const off = Math.abs(estimates[c].point.yield - share);
    return (
      shown && units * share * (1 - share) >= 5 && off > UNFAIR * Math.sqrt((share * (1 - share)) / units)
    );
  });
  if (!isUnfair) return null;
  const remedy = weights === null || weights === undefined ? "give them weights" : "check their weights";
  return `labelled rows score unlike the others; if they were not drawn at random, ${remedy}`;
}

function nothingHolds({ options, target }: Judgement, { report }: JudgedScore): string | null {
  if (report.recommended !== null) return null;
  const asked = target === null ? "" : ` with a kept precision of ${Number(target.toPrecision(3))}`;
  const none = `no share is recommended: none improves${asked} at a certainty of ${options.certainty}`;
  const nearest = report.curve.reduce<CurveCell | null>(
    (least, next) => ((next.moreLabels ?? Infinity) < (least?.moreLabels ?? Infinity) ? next : least),
    null,
  );
  if (nearest === null || nearest.moreLabels === null) return none;
  return `${none}; about ${format(nearest.moreLabels)} more labels would settle a share of ${format(nearest.fraction)}`;
}

/** Kinds of input that the selection all but drops. */
function emptiedTails({ cuts, focus, coverage }: JudgedScore): string | null {
  const emptied = lostKinds(coverage).kinds;
  if (emptied.length === 0) return null;
  const names = emptied.map(({ stratum, kept }) =>
    kept === 0 ? `none of ${stratum}` : `hardly any of ${stratum}`,
  );
  return `a share of ${format(cuts[focus].share)} keeps ${list(names)}`;
}

/** Kinds on which a verifier that is good overall fails. */
function badKinds({ report }: JudgedScore): string | null {
  if (report.recommended === null) return null;
  const bad = report.groups.filter(({ verdict }) => verdict === "collapses" || verdict === "no gain");
  if (bad.length === 0) return null;
  const names = bad.map(({ group, verdict }) => `${verdict} on ${group}`);
  return `good overall at a share of ${format(report.recommended.fraction)}, but ${list(names)}`;
}

const MOST_NAMED = 5;

function list(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (rest > 0 ? ` and ${format(rest)} more` : "");
}

function shares(values: readonly number[]): string {
  return list(values.map(format));
}

function format(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}
