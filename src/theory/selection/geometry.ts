import { PstarError } from "../../errors.ts";
import { breakdownPoint, keptPrecision } from "../../metrics/breakdown.ts";
import { checkShare, refuse } from "../collapse/setting.ts";

/** Angles in [0, π] between the directions of truth w⋆, generator w_gen and verifier w_prune. */
export interface SelectionAngles {
  /** θ_sg, truth to generator. */
  readonly generator: number;
  /** θ_sv, truth to verifier. */
  readonly verifier: number;
  /** θ_gv, generator to verifier. */
  readonly between: number;
}

/** How often generator and verifier err, and how their errors are related. */
export interface SelectionErrors {
  /** p = θ_sg/π, in [0, 1]. */
  readonly generatorError: number;
  /** θ_sv/π, in [0, 1]. */
  readonly verifierError: number;
  /**
   * Angle in [0, π] at w⋆ between the ways to generator and verifier: 0 when they err alike, π when they err apart,
   * π/2 for directions drawn independently in high dimension.
   */
  readonly azimuth: number;
}

/** What agreement with a linear verifier keeps of a linear generator's labels, and what is learnt from it. */
export interface SelectionGeometry extends SelectionErrors {
  readonly angles: SelectionAngles;
  /** P(q = 1) = 1 − θ_gv/π. */
  readonly keptShare: number;
  readonly phi: number;
  readonly psi: number;
  readonly pstar: number;
  readonly keptPrecision: number;
  /**
   * Accuracy of the large-sample student, the bisector of generator and verifier; ½ where the bisector does not exist
   * since nothing is kept.
   */
  readonly limitingAccuracy: number;
}

/**
 * Isotropic x ~ N(0, I), labels sign(xᵀw), kept where verifier and generator agree (Feng et al. 2024, "Beyond Model
 * Collapse", §4 and Figure 2). Two directions θ apart disagree with probability θ/π and three agree with probability
 * 1 − (θ_sg + θ_sv + θ_gv)/2π, which gives φ and ψ. p < p⋆ exactly when generatorError + verifierError < 1, and
 * exactly then the limiting accuracy exceeds ½.
 *
 * A perfect generator makes no errors to drop and an always wrong one nothing right to keep: ψ, respectively φ, is
 * then its limit at the given azimuth.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export function selectionGeometry(errors: SelectionErrors): SelectionGeometry {
  const angles = anglesOfErrors(errors);
  const { phi, psi } = keepRates(errors, angles);
  return {
    ...errors,
    angles,
    keptShare: 1 - angles.between / Math.PI,
    phi,
    psi,
    pstar: breakdownPoint(phi, psi),
    keptPrecision: keptPrecision(errors.generatorError, phi, psi),
    limitingAccuracy: bisectorAccuracy(angles),
  };
}

/** The generator error at which a student passes chance, whatever the azimuth: p = p⋆ there. */
export function breakdownLine(verifierError: number): number {
  return 1 - verifierError;
}

/** Throws PstarError (exit code 2) naming the value out of range. */
export function anglesOfErrors({ generatorError, verifierError, azimuth }: SelectionErrors): SelectionAngles {
  checkShare("generatorError", generatorError);
  checkShare("verifierError", verifierError);
  checkAngle("azimuth", azimuth);
  const generator = Math.PI * generatorError;
  const verifier = Math.PI * verifierError;
  return { generator, verifier, between: side(generator, verifier, azimuth) };
}

/**
 * The errors three angles stand for. The azimuth is π/2 where it is free, since a direction is w⋆ or its opposite.
 *
 * @throws PstarError (exit code 2) naming an angle outside [0, π], or the angle `between` where no three directions
 * have these angles
 */
export function errorsOfAngles({ generator, verifier, between }: SelectionAngles): SelectionErrors {
  checkAngle("generator", generator);
  checkAngle("verifier", verifier);
  checkAngle("between", between);
  const least = Math.abs(generator - verifier);
  const most = Math.min(generator + verifier, 2 * Math.PI - generator - verifier);
  if (between < least - 1e-12 || between > most + 1e-12) {
    throw new PstarError(
      `no three directions have these angles: with ${generator} and ${verifier} to the truth it lies in [${least}, ${most}], not at ${between}`,
      { where: "between", exitCode: 2 },
    );
  }
  // sin²(azimuth/2) and cos²(azimuth/2), each times sin θ_sg sin θ_sv: the half-angle formulas of the spherical triangle.
  const apart = Math.max(0, Math.sin((between - least) / 2) * Math.sin((between + least) / 2));
  const sum = generator + verifier;
  const alike = Math.max(0, Math.sin((sum - between) / 2) * Math.sin((sum + between) / 2));
  const isFree = [generator, verifier].some((angle) => angle === 0 || angle === Math.PI);
  return {
    generatorError: generator / Math.PI,
    verifierError: verifier / Math.PI,
    azimuth: isFree ? Math.PI / 2 : 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(alike)),
  };
}

/** Third side of a spherical triangle by half-angles, which lose no digits near 0 and π. */
function side(a: number, b: number, angle: number): number {
  if (a === 0 || a === Math.PI) return a === 0 ? b : Math.PI - b;
  if (b === 0 || b === Math.PI) return b === 0 ? a : Math.PI - a;
  if (angle === 0) return Math.abs(a - b);
  const product = Math.sin(a) * Math.sin(b);
  const apart = Math.sin((a - b) / 2) ** 2 + product * Math.sin(angle / 2) ** 2;
  const alike = Math.cos((a + b) / 2) ** 2 + product * Math.cos(angle / 2) ** 2;
  return 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(alike));
}

/** φ and ψ; a verifier that is the truth or its opposite leaves nothing to compute. */
function keepRates({ generatorError, verifierError, azimuth }: SelectionErrors, angles: SelectionAngles) {
  if (verifierError === 0 || verifierError === 1) return { phi: 1 - verifierError, psi: verifierError };
  const { generator, verifier, between } = angles;
  // As the generator tends to the truth or to its opposite along a great circle, θ_gv changes by θ_sg cos(azimuth).
  const limit = Math.cos(azimuth / 2) ** 2;
  return {
    phi:
      generatorError === 1
        ? limit
        : share(1 - (verifier - generator + between) / (2 * (Math.PI - generator))),
    psi: generatorError === 0 ? limit : share((generator + verifier - between) / (2 * generator)),
  };
}

function bisectorAccuracy({ generator, verifier, between }: SelectionAngles): number {
  if (between === Math.PI) return 0.5;
  const cosine = (Math.cos(generator) + Math.cos(verifier)) / (2 * Math.cos(between / 2));
  return 1 - Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
}

/** Rounding may carry a probability past its ends. */
function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}

export function checkAngle(name: string, value: number): void {
  if (!(value >= 0 && value <= Math.PI)) refuse(name, "in [0, π]", value);
}
