import { breakdownPoint } from "../../metrics/breakdown.ts";
import { intervalOfDraws } from "../../metrics/interval.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { CandidateColumns } from "../columns.ts";
import type { UnlabelledReport } from "../report.ts";
import { fitDawidSkene, refineDawidSkene } from "./dawid-skene.ts";
import { goodnessOfFit, mostDependentPair } from "./dependence.ts";
import { clampModel, type VoteModel } from "./model.ts";
import { type VoteMoments, voteMoments } from "./moments.ts";
import { solveTriplets, soundTriples } from "./triplets.ts";
import { tabulateVotes } from "./vote-table.ts";
import { votePatterns } from "./votes.ts";
import {
  impossibleRates,
  largestGap,
  methodsDiffer,
  notIdentified,
  ofDependence,
  restsOnIndependence,
  tooMany,
} from "./warnings.ts";

export interface UnlabelledOptions {
  /** Share of all candidates that each verifier keeps, in (0, 1); a pass-or-fail one keeps those that pass. */
  readonly fraction: number;
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  /** Of the intervals, in (0, 1). */
  readonly confidence?: number;
}

export interface UnlabelledEstimate {
  /** A verifier each by Dawid–Skene, then each by triplets; none where votes do not identify the rates. */
  readonly reports: readonly UnlabelledReport[];
  readonly warnings: readonly string[];
}

/** Patterns of votes are 2^k in number. */
const MOST_VERIFIERS = 16;
/** Standard errors from 0 from which two verifiers count as related. */
const RELATED = 3;
/** Difference of a rate between the methods, or from what is possible, that goes without saying. */
const SMALL_GAP = 0.05;

/**
 * φ, ψ, p⋆ and p of each verifier from the verifiers' agreement alone, by Dawid–Skene and by triplets. Right where they
 * err independently given correctness, with each interval covering only the chance of the sample, which inputs are taken
 * to be the units of; warnings always say so, and say what speaks against it.
 *
 * @returns null with fewer than three verifiers
 */
export function estimateUnlabelled(
  columns: CandidateColumns,
  { fraction, seed, confidence = 0.95 }: UnlabelledOptions,
): UnlabelledEstimate | null {
  const scores = columns.scores.slice(0, MOST_VERIFIERS);
  const names = scores.map(({ name }) => name);
  if (names.length < 3 || columns.rows === 0) return null;
  const patterns = votePatterns({ ...columns, scores }, fraction, seed);
  const table = tabulateVotes(patterns, names.length, columns, seed);
  const moments = voteMoments(table);
  const resampled = table.resamples.map((counts) => voteMoments({ ...table, counts }));
  const related = relatedPairs(moments, resampled);
  const triples = soundTriples(moments, related);
  const solved = solveTriplets(moments, triples);
  const leftOut = columns.scores.length > MOST_VERIFIERS ? [tooMany(MOST_VERIFIERS)] : [];
  if (solved === null) return { reports: [], warnings: [...leftOut, notIdentified(names, related)] };

  const fitted = fitDawidSkene(table, solved, deriveSeed(seed, "dawid-skene"));
  const byLikelihood = {
    model: fitted.model,
    draws: table.resamples.map((counts) => refineDawidSkene({ ...table, counts }, fitted.model).model),
  };
  const byMoments = {
    model: clampModel(solved),
    draws: resampled.flatMap((one) => {
      const drawn = solveTriplets(one, triples);
      return drawn === null ? [] : [clampModel(drawn)];
    }),
  };
  const impossible = names.filter((_, j) => isFarOutside(solved.phi[j]) || isFarOutside(solved.psi[j]));
  const gap = largestGap(byLikelihood.model, byMoments.model);
  return {
    reports: [
      ...reportsOf("dawid-skene", names, byLikelihood, { fraction, confidence }),
      ...reportsOf("triplets", names, byMoments, { fraction, confidence }),
    ],
    warnings: [
      restsOnIndependence,
      ...leftOut,
      ...ofDependence(names, mostDependentPair(moments, resampled, related), goodnessOfFit(table, fitted)),
      ...(impossible.length > 0 ? [impossibleRates(impossible)] : []),
      ...(gap.size > SMALL_GAP ? [methodsDiffer(names, gap)] : []),
    ],
  };
}

const isFarOutside = (rate: number): boolean => rate < -SMALL_GAP || rate > 1 + SMALL_GAP;

/** Whether two verifiers' votes are surely related, one way or the other. */
function relatedPairs(
  { covariance }: VoteMoments,
  resampled: readonly VoteMoments[],
): (i: number, j: number) => boolean {
  const isRelated = covariance.map((row, i) =>
    Array.from(row, (value, j) => {
      const squares = resampled.reduce((sum, drawn) => sum + (drawn.covariance[i][j] - value) ** 2, 0);
      return Math.abs(value) > RELATED * Math.sqrt(squares / resampled.length);
    }),
  );
  return (i, j) => isRelated[i][j];
}

interface Fit {
  readonly model: VoteModel;
  /** The same fit to each resample. */
  readonly draws: readonly VoteModel[];
}

function reportsOf(
  method: UnlabelledReport["method"],
  names: readonly string[],
  { model, draws }: Fit,
  { fraction, confidence }: { readonly fraction: number; readonly confidence: number },
): UnlabelledReport[] {
  const interval = (of: (one: VoteModel) => number) =>
    intervalOfDraws(Float64Array.from(draws, of), of(model), confidence);
  const errorInterval = interval(({ error }) => error);
  return names.map((name, j) => {
    const phiInterval = interval(({ phi }) => phi[j]);
    const psiInterval = interval(({ psi }) => psi[j]);
    const pstarInterval = interval(({ phi, psi }) => breakdownPoint(phi[j], psi[j]));
    return {
      ...{ name, method, fraction, phi: model.phi[j], psi: model.psi[j] },
      ...{ pstar: pstarInterval.estimate, error: model.error },
      ...{ phiInterval, psiInterval, pstarInterval, errorInterval },
    };
  });
}
