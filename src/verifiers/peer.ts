import { z } from "zod";
import { PstarError } from "../errors.ts";
import { transformerShape } from "../nn/config.ts";
import { trainingOptions } from "../training/options.ts";
import { verifierName } from "./name.ts";
import { overrides } from "./overrides.ts";
import { perAnswerOrToken, unit } from "./per.ts";
import type { VerifierKind } from "./verifier.ts";

export const peerOptions = z.strictObject({
  kind: z.literal("peer").describe("The log-likelihood under another model, trained for this"),
  name: verifierName,
  real: z.int().positive().describe("Inputs with true answers that the other model learns from"),
  base: z
    .string()
    .min(1)
    .optional()
    .describe("Folder of a model that it starts from; the generator's when left out"),
  model: overrides(transformerShape).optional().describe("What differs from the generator's model"),
  per: unit,
  training: overrides(trainingOptions).optional().describe("What differs from the generator's training"),
});

/** Score: log P(output | input) under another model, of the whole answer or of a token of it on average. */
export const peer: VerifierKind<z.infer<typeof peerOptions>> = {
  create({ per }, { logLikelihood }) {
    if (logLikelihood === undefined) {
      throw new PstarError('the verifier "peer" has no model to ask', { remedy: "train it first" });
    }
    return async (items) => {
      const likelihoods = await logLikelihood(items);
      return likelihoods.map(({ value, tokens }) => perAnswerOrToken(value, tokens, per));
    };
  },
  setting: ({ real }) => String(real),
};
