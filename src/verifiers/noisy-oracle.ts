import { z } from "zod";
import { createRandom } from "../random/generator.ts";
import { parseEigenvalues } from "../tasks/eigenvalues/text.ts";
import { verifierName } from "./name.ts";
import { requireTask } from "./require-task.ts";
import type { VerifierItem, VerifierKind } from "./verifier.ts";

export const noisyOracleOptions = z.strictObject({
  kind: z.literal("noisy-oracle").describe("Compares with true eigenvalues that noise was added to"),
  name: verifierName,
  noise: z
    .number()
    .positive()
    .describe("Standard deviation of the noise, as a share of a matrix's mean |eigenvalue|"),
});

/**
 * Score: minus the task's error against λ + σε, ε ~ N(0, I) and σ = noise · ‖λ‖₁/n. The noise is the example's:
 * all its candidates are compared with the same mistaken truth.
 */
export const noisyOracle: VerifierKind<z.infer<typeof noisyOracleOptions>> = {
  create({ noise }, { task }) {
    requireTask("noisy-oracle", task, "eigenvalues");
    return (items) =>
      items.map((item) => {
        const example = { input: item.example.input, reference: noisyReference(item, noise) };
        return -task.judge(example, item.output).error;
      });
  },
  setting: ({ noise }) => String(noise),
};

function noisyReference({ example, exampleSeed }: VerifierItem, noise: number): string {
  const values = parseEigenvalues(example.reference) ?? [];
  const deviation = (noise * values.reduce((sum, value) => sum + Math.abs(value), 0)) / values.length;
  const random = createRandom(exampleSeed);
  return values.map((value) => value + deviation * random.normal()).join(" ");
}
