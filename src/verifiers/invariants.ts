import { z } from "zod";
import { parseEigenvalues, parseMatrix } from "../tasks/eigenvalues/text.ts";
import { verifierName } from "./name.ts";
import { requireTask } from "./require-task.ts";
import type { VerifierKind } from "./verifier.ts";

export const invariantsOptions = z.strictObject({
  kind: z.literal("invariants").describe("Σλ = tr A and Σλ² = ‖A‖², for eigenvalues: no true answer needed"),
  name: verifierName,
});

/**
 * Score: minus how far an answer violates Σλ̂ = tr A and Σλ̂² = ‖A‖²_F, which hold for eigenvalues. For n = 2 they
 * determine them; for n ≥ 3 wrong answers can satisfy both. An answer out of order violates as much as it rises.
 */
export const invariants: VerifierKind<z.infer<typeof invariantsOptions>> = {
  create(_, { task }) {
    requireTask("invariants", task, "eigenvalues");
    return (items) => items.map(({ example, output }) => -violation(example.input, output));
  },
};

/**
 * √(((Σλ̂ − tr A)/√n)² + ((Σλ̂² − ‖A‖²)/(2‖A‖))²) / ‖A‖: to first order the relative size of the error's parts along
 * (1, …, 1) and along λ, the only parts that the two sums feel. Rises join under the root.
 */
function violation(input: string, output: string): number {
  const matrix = parseMatrix(input);
  const answer = parseEigenvalues(output);
  if (matrix === null || answer === null) return Number.NaN;
  const { trace, squares } = sumsOf(matrix);
  let sum = 0;
  let sumOfSquares = 0;
  let rise = 0;
  for (let i = 0; i < answer.length; i++) {
    sum += answer[i]!;
    sumOfSquares += answer[i]! ** 2;
    if (i > 0) rise += Math.max(0, answer[i]! - answer[i - 1]!);
  }
  const norm = Math.sqrt(squares);
  if (norm === 0) return Math.sqrt(sumOfSquares);
  const alongOnes = (sum - trace) / Math.sqrt(matrix.size);
  const alongAnswer = (sumOfSquares - squares) / (2 * norm);
  return Math.hypot(alongOnes, alongAnswer, rise) / norm;
}

function sumsOf({ size, upper }: { size: number; upper: readonly number[] }): {
  trace: number;
  squares: number;
} {
  let trace = 0;
  let squares = 0;
  let at = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const entry = upper[at++]!;
      if (i === j) trace += entry;
      squares += (i === j ? 1 : 2) * entry * entry;
    }
  }
  return { trace, squares };
}
