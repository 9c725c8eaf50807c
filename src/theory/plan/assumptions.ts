import type { Supplies } from "./premises.ts";
import type { PlanQuestion, Posed } from "./question.ts";

/** What the answer rests on, in sentences for whoever reads it; what was not given is said to be a default. */
export function assumptionsOf(question: PlanQuestion, posed: Posed, supplies: Supplies): string[] {
  const { noise, syntheticNoise, signal, systematic, ridge, spectrum } = posed;
  const unless = (given: unknown): string => (given === undefined ? " (default)" : "");
  const features =
    "dimension" in spectrum
      ? `${spectrum.dimension} features with a power-law spectrum (1+i)^−${spectrum.decay}${unless(question.spectrum)}`
      : `${spectrum.eigenvalues.length} features with the spectrum given`;
  return [
    "A linear model (ridge) on Gaussian features stands for yours, in the limit of many rows and features.",
    `It has ${features}. The test error is the mean squared distance to the true label without its noise.`,
    `A label's variance is ${shown(signal)}${unless(question.signal)} of signal; the standard deviation of its noise is ` +
      `${shown(noise)} in real rows${unless(question.noise)}, ${shown(syntheticNoise)} in synthetic ones${unless(question.syntheticNoise)}.`,
    "Label shift only: synthetic inputs are like the real ones, labels are off by another linear function of the " +
      "input, independent of the true one and lying where the signal lies.",
    ...classes(question, posed),
    systematic === 1
      ? `All of the shift is a function of the input and does not average out${unless(question.systematic)}.`
      : `Of the shift ${shown(100 * systematic)} % is a function of the input; the rest is noise, which averages out.`,
    ...(supplies.verification === null
      ? []
      : [
          "The verifier sees only right or wrong: what it keeps has the inputs it had, and of right and of wrong rows " +
            "the shifts they had. What is left of the shift stays a label shift of the same kind.",
        ]),
    ridge === null
      ? "The ridge is tuned anew for every mixture; real and synthetic rows weigh the same."
      : `The ridge is ${shown(ridge)} in every fit; real and synthetic rows weigh the same.`,
  ];
}

function classes({ error, shift, verifier }: PlanQuestion, { signal, noise }: Posed): string[] {
  if (error === undefined) return [];
  if (shift === undefined) {
    return [
      `Labels are two equally likely classes ±s, s² = ${shown(signal + noise ** 2)}: a wrong one is off by 2s, so c² = 4ps².`,
    ];
  }
  return verifier === undefined
    ? []
    : [
        "Wrong are the rows of the greatest shift, a share p of them, the shift being Gaussian as it is in the model.",
      ];
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));
