import { z } from "zod";
import { distributionNames } from "./distributions.ts";
import { encodingNames } from "./encodings/index.ts";

/** A pipeline file's `task` for eigenvalues of symmetric matrices (Charton 2021; theory.md §6). */
export const eigenvaluesOptions = z.strictObject({
  kind: z.literal("eigenvalues"),
  size: z.number().int().min(2).max(10).default(2).describe("n of the symmetric n×n matrices"),
  distribution: z
    .enum(distributionNames)
    .default("uniform")
    .describe("How matrices are drawn; all have entries of root mean square bound/√3"),
  bound: z
    .number()
    .min(1e-6)
    .max(1e6)
    .default(10)
    .describe("Uniform entries lie in [−bound, bound]; the other distributions are scaled to match"),
  encoding: z
    .enum(encodingNames)
    .default("P1000")
    .describe("Tokens of a number: P1000 three, B1999 two, FP15 one"),
  tolerance: z
    .number()
    .positive()
    .lt(1)
    .default(0.01)
    .describe("An answer is correct when ‖λ̂ − λ‖₁ ≤ tolerance · ‖λ‖₁"),
});

export type EigenvaluesOptions = z.infer<typeof eigenvaluesOptions>;
