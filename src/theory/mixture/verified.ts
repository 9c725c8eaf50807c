import { breakdownPoint, keptPrecision } from "../../metrics/breakdown.ts";
import { normalCdf } from "../../metrics/normal.ts";
import { type KeptMoments, keptMoments, type Vector3 } from "../selection/kept-moments.ts";
import { studentAccuracy } from "../selection/student.ts";

/** Two linear rules in a Gaussian mixture x | y ~ N(yμ, I), y = ±1 with equal odds, by their cosines. */
export interface RulePair {
  /** ‖μ‖ > 0. */
  readonly separation: number;
  /** Of generator and μ. */
  readonly generatorCosine: number;
  /** Of verifier and μ. */
  readonly verifierCosine: number;
  /** Of generator and verifier; 1 keeps everything. */
  readonly betweenCosine: number;
}

/** Which student is fitted on what is kept, see `simulateMixture`. */
export type Student = "logistic" | "average";

/** What agreement with a linear verifier keeps of a linear generator's labels in a Gaussian mixture. */
export interface VerifiedMixture {
  /** p = Φ(−‖μ‖ cos θ_μg). */
  readonly generatorError: number;
  readonly verifierError: number;
  readonly keptShare: number;
  readonly phi: number;
  readonly psi: number;
  readonly pstar: number;
  readonly keptPrecision: number;
  /** Accuracy of each student at endless rows. */
  readonly limit: Readonly<Record<Student, number>>;
  readonly moments: KeptMoments;
}

/** Accuracy of sign(xᵀw) in the mixture: Φ(‖μ‖ cos θ), at θ = 0 the Bayes rule's. */
export function mixtureAccuracy(separation: number, cosine: number): number {
  return normalCdf(separation * cosine);
}

/**
 * The exact φ, ψ and p⋆ (Feng et al. 2024, "Beyond Model Collapse", Figure 3): with z = y x ~ N(μ, I) a label is correct
 * where zᵀg > 0 and kept where zᵀg and zᵀv have one sign, so φ and ψ are masses of a planar Gaussian in a wedge.
 *
 * The averaging student tends to E[label · x | kept], see `keptMoments`: part of it points to μ itself, which the
 * clusters give away, so it passes its teacher even unverified. The logistic student tends to the bisector of generator
 * and verifier as its ridge tends to 0: both rules separate what is kept, so the weights grow and the loss is left where
 * margins vanish; that is on the face zᵀg = 0 when all is kept, else the edge the two wedges share, and there the
 * mixture's density is even and tells nothing of μ.
 */
export function verifiedMixture(pair: RulePair): VerifiedMixture {
  const { separation, generatorCosine, verifierCosine, betweenCosine } = pair;
  const moments = keptMoments(...vectors(pair));
  const { keptCorrect, keptWrong, mean } = moments;
  const generatorError = mixtureAccuracy(separation, -generatorCosine);
  const phi = Math.min(1, keptCorrect / (1 - generatorError));
  const psi = Math.min(1, keptWrong / generatorError);
  const length = Math.hypot(...mean);
  const bisector = (generatorCosine + verifierCosine) / Math.sqrt(2 + 2 * betweenCosine);
  const accuracy = (cosine: number) => mixtureAccuracy(separation, cosine);
  return {
    generatorError,
    verifierError: mixtureAccuracy(separation, -verifierCosine),
    keptShare: keptCorrect + keptWrong,
    phi,
    psi,
    pstar: breakdownPoint(phi, psi),
    keptPrecision: keptPrecision(generatorError, phi, psi),
    limit: {
      logistic: betweenCosine === -1 ? 0.5 : accuracy(bisector),
      average: length === 0 ? 0.5 : accuracy(mean[0] / length),
    },
    moments,
  };
}

/** Expected accuracy of the averaging student at `rows` kept rows of `dimension` ≥ 3, see `studentAccuracy`. */
export function averageAccuracy(
  moments: KeptMoments,
  separation: number,
  dimension: number,
  rows: number,
): number {
  return studentAccuracy(moments, dimension, rows, (cosine) => mixtureAccuracy(separation, cosine));
}

/** μ, g and v with μ on the first axis and g in the plane of the first two. */
function vectors({ separation, ...pair }: RulePair): [Vector3, Vector3, Vector3] {
  const sine = Math.sqrt(Math.max(0, 1 - pair.generatorCosine ** 2));
  const generator: Vector3 = [pair.generatorCosine, sine, 0];
  if (pair.betweenCosine === 1) return [[separation, 0, 0], generator, generator];
  const rest = 1 - pair.verifierCosine ** 2;
  const across =
    sine === 0 ? Math.sqrt(rest) : (pair.betweenCosine - pair.generatorCosine * pair.verifierCosine) / sine;
  const beside = Math.sqrt(Math.max(0, rest - across ** 2));
  return [[separation, 0, 0], generator, [pair.verifierCosine, across, beside]];
}
