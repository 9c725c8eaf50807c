import { constant, emit, type Tensor, withGradient } from "../graph.ts";
import { multiply, negate } from "./elementwise.ts";
import { concat, expand } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { reduceSum } from "./reduce.ts";

/**
 * softmax(scores) · values. The row sums Σ P ∘ ∂P in softmax's gradient equal Σ y ∘ ∂y (Dao et al. 2022, appendix B.2) and
 * are subtracted within the product that makes ∂P: one pass over the scores where softmax alone makes four.
 * @param scores [..., queries, keys]
 * @param values [..., keys, size]
 * @returns [..., queries, size]
 */
export function mixByScores(scores: Tensor, values: Tensor): Tensor {
  const shape = [...scores.shape.slice(0, -1), values.shape[values.shape.length - 1]];
  const weights = emit("Softmax", [scores], { axis: -1 }, scores.shape);
  const y = emit("MatMul", [weights, values], {}, shape);
  return withGradient(y, [scores, values], (g) => [
    () => {
      const sums = reduceSum(multiply(g, y), [-1], true);
      const ones = expand(constant(y.graph, [1], [1], y.dtype), [...values.shape.slice(0, -1), 1]);
      const centred = matmul(concat([g, negate(sums)], -1), concat([values, ones], -1), { transposeB: true });
      return multiply(weights, centred);
    },
    () => matmul(weights, g, { transposeA: true }),
  ]);
}
