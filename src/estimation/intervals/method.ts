import { deriveSeed } from "../../random/seed.ts";
import { type OperatingPoint, operatingPoint } from "../operating-point.ts";
import { bootstrapDraws, type RankedCandidates } from "./bootstrap.ts";
import { type ClusterDesign, walkDesign } from "./cluster-design.ts";
import { clusteredDraws } from "./clustered.ts";
import { deltaEstimate, deltaEvidence, summariseDelta } from "./delta.ts";
import { type Draws, errorDraws } from "./jeffreys.ts";
import { type Evidence, evidenceOf, type PosteriorSummary, summarise } from "./posterior.ts";

export interface IntervalOptions {
  /** Of φ, ψ, p, p⋆ and kept precision: Jeffreys' posterior, the delta method, or a bootstrap over inputs. */
  readonly intervals: "jeffreys" | "delta" | "bootstrap";
  /** Of the intervals, in (0, 1). */
  readonly confidence: number;
  /** Posterior draws, or resamples of the bootstrap. */
  readonly draws: number;
  /** Integer in [0, 2⁵³). */
  readonly seed: number;
}

/** A cut of ranked labelled candidates. */
export interface LabelledCut {
  /** How many of the best lie above it. */
  readonly labels: number;
  /** Whether it is known to drop nothing, labelled or not. */
  readonly keepsAll: boolean;
}

export type CutSummary = Omit<PosteriorSummary, "yield">;

/** What is known at one cut; the intervals only when asked for. */
export interface CutEstimate {
  readonly point: OperatingPoint;
  /** @param precision the kept precision asked for, in (0, 1), null where none is */
  evidence(precision: number | null): Evidence;
  summary(): CutSummary;
}

/**
 * φ, ψ, p, p⋆ and kept precision at each cut of labelled candidates, inputs being the independent units. One pass over
 * the candidates for all cuts; p is drawn once for all.
 *
 * @param cuts ascending
 */
export function estimateCuts(
  candidates: RankedCandidates,
  cuts: readonly LabelledCut[],
  options: IntervalOptions,
): CutEstimate[] {
  const points = walkCuts(candidates, cuts);
  if (options.intervals === "delta") return points.map(({ cut, ...rest }) => byDelta(cut, rest, options));
  const drawn = options.intervals === "bootstrap" ? resample : posterior;
  return drawn(candidates, points, options);
}

interface CutPoint {
  readonly cut: LabelledCut;
  readonly point: OperatingPoint;
  readonly design: ClusterDesign;
}

function walkCuts(candidates: RankedCandidates, cuts: readonly LabelledCut[]): CutPoint[] {
  const { correct, weights, order, counts } = candidates;
  const walk = walkDesign(candidates);
  let place = 0;
  let k1 = 0;
  let k0 = 0;
  return cuts.map((cut) => {
    for (; place < cut.labels; place++) {
      const i = order[place];
      const weight = weights?.[i] ?? 1;
      k1 += weight * correct[i];
      k0 += weight * (1 - correct[i]);
      walk.keep(i);
    }
    // Sums taken in another order may end an ulp above their total.
    const all = place === correct.length;
    const { n1, n0 } = counts;
    const point = operatingPoint({
      k1: all ? n1 : Math.min(k1, n1),
      n1,
      k0: all ? n0 : Math.min(k0, n0),
      n0,
    });
    return { cut, point, design: walk.design(point) };
  });
}

function posterior(_: RankedCandidates, points: readonly CutPoint[], options: IntervalOptions) {
  const { draws, confidence } = options;
  const seed = deriveSeed(options.seed, "rates");
  let error: Float64Array | undefined;
  return points.map(({ cut: { keepsAll }, point, design }) => {
    const draw = () => {
      error ??= errorDraws(point, { seed: deriveSeed(options.seed, "error"), draws }, design.effects.error);
      return clusteredDraws(point, design, { seed, draws, keepsAll, error });
    };
    return byDraws(draw, point, { confidence, keepsAll, effects: design.effects });
  });
}

function resample(candidates: RankedCandidates, points: readonly CutPoint[], options: IntervalOptions) {
  const { draws, confidence } = options;
  const seed = deriveSeed(options.seed, "bootstrap");
  const cuts = points.map(({ cut }) => cut.labels);
  const resamples = bootstrapDraws(candidates, cuts, { seed, draws });
  return points.map(({ cut: { keepsAll }, point }, c) =>
    byDraws(() => resamples[c], point, { confidence, keepsAll, effects: null }),
  );
}

function byDraws(
  draw: () => Draws,
  point: OperatingPoint,
  options: Parameters<typeof summarise>[2],
): CutEstimate {
  let drawn: Draws | undefined;
  const once = () => (drawn ??= draw());
  return {
    point,
    evidence: (precision) => evidenceOf(once(), precision),
    summary: () => summarise(once(), point, options),
  };
}

function byDelta(
  { keepsAll }: LabelledCut,
  { point, design }: Omit<CutPoint, "cut">,
  { confidence }: IntervalOptions,
): CutEstimate {
  const estimate = deltaEstimate(point, design, keepsAll);
  return {
    point,
    evidence: (precision) => deltaEvidence(estimate, precision),
    summary: () => summariseDelta(estimate, point, confidence),
  };
}
