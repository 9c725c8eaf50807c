import type { DependentPair, GoodnessOfFit } from "./dependence.ts";
import type { VoteModel } from "./model.ts";

export const restsOnIndependence =
  "Numbers without labels rest on verifiers that err independently of one another once it is given whether a candidate is " +
  "correct, which their agreement alone cannot prove. Label some candidates to know.";

export const tooMany = (most: number): string => `Only the first ${most} verifiers vote.`;

/** What of the votes leaves the rates open. */
export function notIdentified(names: readonly string[], related: (i: number, j: number) => boolean): string {
  const alone = names.filter((_, i) => names.filter((_, j) => j !== i && related(i, j)).length < 2);
  const why =
    alone.length > 0
      ? `${list(alone)} ${alone.length === 1 ? "is" : "are"} not surely related to two others`
      : "they agree and disagree in ways that one hidden kind cannot explain";
  return `No estimate without labels: it takes three verifiers whose votes are related to one another, and ${why}.`;
}

/** What the votes say of independence. */
export function ofDependence(
  names: readonly string[],
  pair: DependentPair | null,
  fit: GoodnessOfFit | null,
): string[] {
  if (names.length === 3)
    return ["Three verifiers leave nothing to test their independence with; a fourth would."];
  if (pair !== null) return [dependent(names, pair)];
  if (fit === null || fit.probability >= 0.01) return [];
  return [
    `The votes do not fit verifiers that err independently (G² = ${fit.g2.toFixed(0)} with ${fit.degreesOfFreedom} ` +
      "degrees of freedom): the numbers without labels are doubtful.",
  ];
}

function dependent(names: readonly string[], { pair, agreement, predicted, z }: DependentPair): string {
  const which = list(pair.map((i) => names[i]));
  const votes =
    `${which} agree on ${percent(agreement)} of candidates, where independent errors would give ` +
    `${percent(predicted)} (${Math.abs(z).toFixed(0)} standard errors apart)`;
  return agreement > predicted
    ? `${votes}: they share errors, and look better than they are in numbers without labels. Leave one out and compare.`
    : `${votes}: they err in opposite ways, and the numbers without labels are doubtful.`;
}

export interface Gap {
  readonly verifier: number;
  readonly rate: "φ" | "ψ";
  readonly size: number;
}

/** Where two models differ most in a verifier's rates. */
export function largestGap(a: VoteModel, b: VoteModel): Gap {
  const gaps = (["φ", "ψ"] as const).flatMap((rate) => {
    const [x, y] = rate === "φ" ? [a.phi, b.phi] : [a.psi, b.psi];
    return Array.from(x, (value, verifier) => ({ verifier, rate, size: Math.abs(value - y[verifier]) }));
  });
  return gaps.reduce((most, gap) => (gap.size > most.size ? gap : most));
}

export const methodsDiffer = (names: readonly string[], { verifier, rate, size }: Gap): string =>
  `Without labels the two methods differ by up to ${size.toFixed(2)} (${rate} of ${quoted(names[verifier])}): errors are not ` +
  "independent, or the sample is too small.";

export const impossibleRates = (names: readonly string[]): string =>
  `Triplets put a rate of ${list(names)} outside 0 to 1, shown as the nearer end: errors are not independent, or the sample ` +
  "is too small.";

const quoted = (name: string): string => `“${name}”`;
const list = (names: readonly string[]): string => new Intl.ListFormat("en").format(names.map(quoted));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
