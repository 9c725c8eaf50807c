import { z } from "zod";
import { PstarError } from "../errors.ts";
import { transformerShape } from "../nn/config.ts";
import { trainingOptions } from "../training/options.ts";
import { verifierName } from "./name.ts";
import { overrides } from "./overrides.ts";
import type { VerifierKind } from "./verifier.ts";

export const peerOptions = z.strictObject({
  kind: z.literal("peer").describe("The log-likelihood under another model, trained for this"),
  name: verifierName,
  real: z.int().positive().describe("Inputs with true answers that the other model learns from"),
  model: overrides(transformerShape).optional().describe("What differs from the generator's model"),
  training: overrides(trainingOptions).optional().describe("What differs from the generator's training"),
});

/** Score: log P(output | input) under another model. */
export const peer: VerifierKind<z.infer<typeof peerOptions>> = {
  create(_, { logLikelihood }) {
    if (logLikelihood === undefined) {
      throw new PstarError('the verifier "peer" has no model to ask', { remedy: "train it first" });
    }
    return logLikelihood;
  },
  setting: ({ real }) => String(real),
};
