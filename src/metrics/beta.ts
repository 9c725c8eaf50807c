import type { Random } from "../random/generator.ts";

/**
 * One draw of Gamma(shape, 1), shape > 0: Marsaglia & Tsang (2000), "A simple method for generating gamma
 * variables"; below shape 1 by Gamma(shape + 1) · U^(1/shape).
 */
export function sampleGamma(shape: number, random: Random): number {
  if (shape < 1) return sampleGamma(shape + 1, random) * random.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random.uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** One draw of Beta(a, b), a, b > 0, as the share of one Gamma draw in the sum of two. */
export function sampleBeta(a: number, b: number, random: Random): number {
  const x = sampleGamma(a, random);
  return x / (x + sampleGamma(b, random));
}
