import type { Interval } from "../metrics/interval.ts";
import type { Coverage } from "./coverage.ts";
import type { Verdict } from "./verdict.ts";

/** What labels, scores and shares say before any training: the object that `pstar estimate --json` prints. */
export interface EstimateReport {
  /** Candidates, labelled or not. */
  readonly rows: number;
  readonly inputs: number;
  readonly labelled: number;
  /** p, the generator's error rate; null without labels, and then no verifier is judged. */
  readonly generatorError: Interval | null;
  /** Kept precision that the recommended shares reach: the one asked for, else what halves the generator's error. */
  readonly targetPrecision: number | null;
  readonly verifiers: readonly VerifierReport[];
  /** Verifiers put together, measured on a half of the inputs that they were not fitted on. */
  readonly combined: readonly CombinedReport[];
  /** What the verifiers' agreement alone says; null with fewer than three of them. */
  readonly unlabelled: readonly UnlabelledReport[] | null;
  readonly warnings: readonly string[];
}

export interface VerifierReport {
  readonly name: string;
  /** P(score of a correct candidate > of an incorrect one) + ½ P(equal); null where one kind has no label. */
  readonly auc: number | null;
  readonly curve: readonly CurveCell[];
  /** The largest share that improves and reaches the target at the chosen certainty; null where none does. */
  readonly recommended: Recommendation | null;
  /** The same per kind of candidate at the recommended share, or the middle one asked for; empty without kinds. */
  readonly groups: readonly GroupCell[];
}

/** One verifier at one share. */
export interface CurveCell {
  /** Share of all candidates kept; for a pass-or-fail score also the share that passes. */
  readonly fraction: number;
  /** Lowest score kept, null where nothing is. */
  readonly threshold: number | null;
  /** Candidates kept, of all. */
  readonly kept: number;
  readonly phi: number;
  readonly psi: number;
  readonly phiInterval: Interval;
  readonly psiInterval: Interval;
  readonly pstar: Interval;
  readonly keptPrecision: Interval;
  /** kept / rows. */
  readonly yield: number;
  /** P(p < p⋆). */
  readonly probabilityMajorityCorrect: number;
  /** P(p⋆ > ½). */
  readonly probabilityCleaner: number;
  readonly coverage: Coverage;
  readonly verdict: Verdict["kind"];
  /** The verdict in words, with what is open. */
  readonly verdictText: string;
  readonly moreLabels: number | null;
}

export interface Recommendation {
  readonly fraction: number;
  readonly threshold: number;
  readonly kept: number;
  readonly pstar: Interval;
  readonly keptPrecision: Interval;
}

/** One kind of candidate at one share of all. */
export interface GroupCell {
  readonly group: string;
  readonly rows: number;
  readonly labelled: number;
  readonly kept: number;
  readonly error: Interval;
  readonly pstar: Interval;
  readonly keptPrecision: Interval;
  readonly verdict: Verdict["kind"];
}

export interface CombinedReport extends VerifierReport {
  /** The single verifier that did best on the half it was fitted on. */
  readonly against: string;
  /** Kept precision above that verifier's at the same share, on the other half. */
  readonly gain: readonly { readonly fraction: number; readonly gain: Interval }[];
}

/** One verifier at one share, from agreement alone. */
export interface UnlabelledReport {
  readonly name: string;
  readonly method: "dawid-skene" | "triplets";
  readonly fraction: number;
  readonly phi: number;
  readonly psi: number;
  readonly pstar: number;
  /** p, the same for all of a method. */
  readonly error: number;
  /** What another sample of inputs might give, if verifiers err independently. */
  readonly phiInterval: Interval;
  readonly psiInterval: Interval;
  readonly pstarInterval: Interval;
  readonly errorInterval: Interval;
}
