import { assumptionsOf } from "./assumptions.ts";
import { type Certainty, certaintyOf } from "./certainty.ts";
import type { Tuned } from "./landscape.ts";
import { type Equivalent, equivalentRealRows, type Outcome, outcomeOf } from "./outcome.ts";
import { errorCurve, labelsOf, type Premises, sceneOf, suppliesOf } from "./premises.ts";
import { type PlanQuestion, pose } from "./question.ts";
import { type Sensitivity, sensitivityOf } from "./sensitivity.ts";
import { estimated, type Supply, type Verification } from "./supply.ts";
import { type Advice, verdictOf } from "./verdict.ts";

export interface PlanAnswer {
  readonly advice: Advice;
  /** The advice in one sentence. */
  readonly verdict: string;
  /** What weighing the synthetic rows down would do better, in one sentence; null where it does not. */
  readonly alternative: string | null;
  readonly realRows: number;
  /** The synthetic rows, and what a verifier keeps of them; without one, all of them. */
  readonly supply: Supply;
  readonly kept: Supply;
  readonly verification: Verification | null;
  /** Of adding the rows kept, at the ridge of the question. */
  readonly outcome: Outcome;
  /** Of adding them unverified; null without a verifier. */
  readonly unverified: Outcome | null;
  /** The same rows kept, with the ridge tuned for each fit, and at one: the question's, else the real rows' best. */
  readonly tunedRidge: Outcome;
  readonly fixedRidge: Outcome & { readonly ridge: number };
  /** λ that the question asks for; null where the ridge is tuned. */
  readonly ridge: number | null;
  /** All rows kept, at the weight and ridge that are best. */
  readonly weighted: Tuned & Equivalent;
  /** Null where what was measured is given as exact. */
  readonly certainty: Certainty | null;
  readonly sensitivity: readonly Sensitivity[];
  readonly assumptions: readonly string[];
}

/**
 * Whether to add synthetic rows to real ones, how many, and what for, by the closed form of strong model collapse for
 * ridge (Dohmatob et al. 2024, Theorem 1) with verification as a lower label shift and fewer rows. Pure; equal questions
 * have equal answers.
 *
 * @throws PstarError (exit code 2) naming what in the question is missing or out of range
 */
export function plan(question: PlanQuestion): PlanAnswer {
  const posed = pose(question);
  const premises: Premises = {
    posed,
    quality: estimated(posed),
    shiftLies: "with the signal",
    verifierCleans: true,
  };
  const scene = sceneOf(premises);
  const supplies = suppliesOf(premises);
  const { all, kept, verification } = supplies;
  const { realRows } = posed;
  const outcomeAt = (supply: Supply, ridge: number | null): Outcome =>
    outcomeOf(errorCurve(scene, posed, supply, ridge), realRows, supply.rows);

  const labels = labelsOf(posed, kept);
  const ridge = posed.ridge ?? scene.landscape.tuned({ real: realRows, synthetic: 0 }, labels).ridge;
  const [tunedRidge, fixedRidge] = [outcomeAt(kept, null), outcomeAt(kept, ridge)];
  const outcome = posed.ridge === null ? tunedRidge : fixedRidge;
  const best = scene.landscape.weighted({ real: realRows, synthetic: kept.rows }, labels);
  const tunedCurve = errorCurve(scene, posed, kept, null);
  const weighted = { ...best, equivalentRealRows: equivalentRealRows(tunedCurve, realRows, best.error) };
  const certainty = certaintyOf(premises, scene, outcome);
  const { advice, sentence, alternative } = verdictOf(posed, outcome, weighted, certainty);
  return {
    advice,
    verdict: sentence,
    alternative,
    realRows,
    supply: all,
    kept,
    verification,
    outcome,
    unverified: verification && outcomeAt(all, posed.ridge),
    tunedRidge,
    fixedRidge: { ...fixedRidge, ridge },
    ridge: posed.ridge,
    weighted,
    certainty,
    sensitivity: sensitivityOf(premises),
    assumptions: assumptionsOf(question, posed, supplies),
  };
}
