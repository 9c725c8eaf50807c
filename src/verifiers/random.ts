import { z } from "zod";
import { createRandom } from "../random/generator.ts";
import { verifierName } from "./name.ts";
import type { VerifierKind } from "./verifier.ts";

export const randomOptions = z.strictObject({
  kind: z.literal("random").describe("Knows nothing: what any other has to beat"),
  name: verifierName,
});

/** Score: uniform in [0, 1) from the item's seed. */
export const random: VerifierKind<z.infer<typeof randomOptions>> = {
  create: () => (items) => items.map(({ seed }) => createRandom(seed).uniform()),
};
