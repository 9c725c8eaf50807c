import { z } from "zod";
import { verifierName } from "./name.ts";
import { perAnswerOrToken, unit } from "./per.ts";
import type { VerifierKind } from "./verifier.ts";

export const selfOptions = z.strictObject({
  kind: z.literal("self").describe("The generator's own log-likelihood of its answer"),
  name: verifierName,
  per: unit,
});

/** Score: log P(output | input) under the generator itself, or its mean over tokens; NaN where it told none. */
export const self: VerifierKind<z.infer<typeof selfOptions>> = {
  create:
    ({ per }) =>
    (items) =>
      items.map(({ logProbability, tokenCount }) =>
        perAnswerOrToken(logProbability ?? Number.NaN, tokenCount, per),
      ),
};
