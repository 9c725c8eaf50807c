import { type AdditiveScore, type FittingSample, orientation } from "./combiner.ts";

/** The mean of the verifiers' normal scores, each turned to the side on which correct candidates rank higher. */
export function fitAverage(sample: FittingSample): AdditiveScore {
  const verifiers = sample.features.length;
  return {
    intercept: 0,
    terms: sample.features.map((feature) => {
      const factor = orientation(feature, sample) / verifiers;
      return (x) => factor * x;
    }),
  };
}
