import { z } from "zod";
import { verifierName } from "./name.ts";
import type { VerifierKind } from "./verifier.ts";

export const oracleOptions = z.strictObject({
  kind: z.literal("oracle").describe("Compares with the true answer"),
  name: verifierName,
});

/** Score: minus the task's error against the true answer. */
export const oracle: VerifierKind<z.infer<typeof oracleOptions>> = {
  create:
    (_, { task }) =>
    (items) =>
      items.map(({ example, output }) => -task.judge(example, output).error),
};
