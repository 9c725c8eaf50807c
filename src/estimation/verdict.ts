import { normalQuantile } from "../metrics/normal.ts";
import type { LostKinds } from "./lost-kinds.ts";

export interface Verdict {
  readonly kind: "improves" | "narrow" | "no gain" | "collapses" | "undecided";
  /** One line, e.g. `undecided, about 300 more labels needed (is p below p⋆?)`. */
  readonly text: string;
  /** Further labels that would settle an undecided one, null when decided or when no practical number would. */
  readonly moreLabels: number | null;
}

export interface VerdictEvidence {
  /** P(p < p⋆). */
  readonly probabilityMajorityCorrect: number;
  /** P(p⋆ > ½). */
  readonly probabilityCleaner: number;
  /** Labelled candidates behind both. */
  readonly labels: number;
  /** Probability from which a condition counts as settled, in (½, 1). */
  readonly certainty: number;
  /** Kinds of input that are all but dropped; left out where kinds are not looked at. */
  readonly lost?: LostKinds;
}

/** More than this many times the labels at hand is no practical number. */
const MOST_TIMES = 100;

/**
 * Will training on what is kept beat the generator? Two conditions, each settled when its probability is at least
 * `certainty` or at most 1 − `certainty`:
 * p < p⋆ fails: *collapses*; p⋆ > ½ fails: *no gain*; both hold: *improves*; else *undecided*, with the labels it
 * would take. p⋆ is about the inputs a student is trained on and says nothing of kinds of input it never sees: where kinds
 * that make up more than 1 − `certainty` of the inputs are all but dropped, *improves* becomes *narrow*. Of the nine selections of
 * docs/newswire.md for which both conditions hold, the seven that are narrow made worse students, the two others did not.
 *
 * Labels needed: with the estimates as they are, a condition's distance from its boundary in posterior standard
 * deviations, z = Φ⁻¹(P), grows with the root of the labels, so it is settled at (z_certainty / z)² times the labels.
 * Whichever verdict is nearest counts: a condition likely to fail settles the matter alone, *improves* needs both.
 */
export function verdict(evidence: VerdictEvidence): Verdict {
  const {
    probabilityMajorityCorrect: majority,
    probabilityCleaner: cleaner,
    labels,
    certainty,
    lost,
  } = evidence;
  if (majority <= 1 - certainty) return { kind: "collapses", text: "collapses", moreLabels: null };
  if (cleaner <= 1 - certainty) return { kind: "no gain", text: "no gain", moreLabels: null };
  if (majority >= certainty && cleaner >= certainty) {
    if (lost !== undefined && lost.share > 1 - certainty) {
      return { kind: "narrow", text: narrowText(lost), moreLabels: null };
    }
    return { kind: "improves", text: "improves", moreLabels: null };
  }
  const { times, open } = nearestVerdict(majority, cleaner, certainty);
  const questions = `(${open.join(" ")})`;
  if (times > MOST_TIMES) {
    const text = `undecided, too close to settle with any practical number of labels ${questions}`;
    return { kind: "undecided", text, moreLabels: null };
  }
  const moreLabels = Math.ceil(Number(((times - 1) * labels).toPrecision(2)));
  const text = `undecided, about ${moreLabels.toLocaleString("en-US")} more labels needed ${questions}`;
  return { kind: "undecided", text, moreLabels };
}

function narrowText({ kinds, share, of }: LostKinds): string {
  const percent = Math.round(100 * share);
  return `narrow, next to nothing is kept of ${kinds.length} of ${of} kinds of input (${percent} % of the inputs)`;
}

/** The verdict within reach of the fewest labels: how many times those at hand, and the questions it leaves open now. */
function nearestVerdict(majority: number, cleaner: number, certainty: number) {
  const conditions = [
    { question: "is p below p⋆?", probability: majority },
    { question: "is p⋆ above ½?", probability: cleaner },
  ].map((condition) => ({ ...condition, times: timesToSettle(condition.probability, certainty) }));
  const failing = conditions.filter(({ probability }) => probability <= 0.5);
  const route =
    failing.length > 0
      ? [failing.reduce((nearest, next) => (next.times < nearest.times ? next : nearest))]
      : conditions.filter(({ times }) => times > 1);
  return { times: Math.max(...route.map(({ times }) => times)), open: route.map(({ question }) => question) };
}

function timesToSettle(probability: number, certainty: number): number {
  return (normalQuantile(certainty) / normalQuantile(probability)) ** 2;
}
