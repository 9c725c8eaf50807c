import { createRandom } from "../../../src/random/generator.ts";
import { deriveSeed } from "../../../src/random/seed.ts";
import type { CollapseSetting } from "../../../src/theory/collapse/setting.ts";

/** A setting drawn at random: sizes on both sides of every threshold, ridge over nine decades, unequal spectra. */
export function randomSetting(seed: number): CollapseSetting {
  const random = createRandom(deriveSeed(seed, "collapse setting"));
  const d = 1 + random.integer(60);
  const decay = 2 * random.uniform();
  const each = (of: (i: number) => number): Float64Array => Float64Array.from({ length: d }, (_, i) => of(i));
  return {
    eigenvalues: each((i) => (1 + i) ** -decay * Math.exp(random.normal() / 2)),
    signal: each(() => random.uniform() / d),
    shift: each((i) => (random.uniform() * (1 + i) ** decay) / d),
    samples: 1 + random.integer(120),
    width: random.uniform() < 0.4 ? null : 1 + random.integer(120),
    syntheticShare: random.uniform(),
    ridge: 10 ** (-8 + 9 * random.uniform()),
    noise: random.uniform(),
    syntheticNoise: random.uniform(),
  };
}

export const seeds = Array.from({ length: 200 }, (_, i) => i);
