import { z } from "zod";
import { verifierName } from "./name.ts";
import type { VerifierKind } from "./verifier.ts";

export const selfOptions = z.strictObject({
  kind: z.literal("self").describe("The generator's own log-likelihood of its answer"),
  name: verifierName,
});

/** Score: log P(output | input) under the generator itself; NaN where it told none. */
export const self: VerifierKind<z.infer<typeof selfOptions>> = {
  create: () => (items) => items.map(({ logProbability }) => logProbability ?? Number.NaN),
};
