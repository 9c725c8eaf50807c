import { emit, type Tensor, withGradient } from "../graph.ts";
import { staticDimension } from "../shape.ts";
import { logSoftmaxValues } from "./activation.ts";
import { add, exp, multiply, negate, scale, subtract } from "./elementwise.ts";
import { reshape } from "./layout.ts";
import { reduceMean, reduceSum } from "./reduce.ts";

/**
 * Natural log-probability of each label.
 * @param logProbabilities [rows, classes]
 * @param labels int64 [rows]
 * @returns [rows]
 */
export function pickLabels(logProbabilities: Tensor, labels: Tensor): Tensor {
  const rows = labels.shape[0];
  const picked = emit("GatherElements", [logProbabilities, reshape(labels, [rows, 1])], { axis: 1 }, [
    rows,
    1,
  ]);
  return reshape(picked, [rows]);
}

/**
 * Weighted sum over rows of the cross-entropy against labels smoothed by ε: (1 − ε) of the mass on the label, ε spread
 * evenly over all classes (Szegedy et al. 2016).
 * @param logits [rows, classes]
 * @param labels int64 [rows]
 * @param weights [rows]; 0 for padding, 1 / (number of labels) for a mean
 * @returns a scalar
 */
export function crossEntropy(logits: Tensor, labels: Tensor, weights: Tensor, smoothing: number): Tensor {
  const rows = labels.shape[0];
  const column = reshape(weights, [rows, 1]);
  const logProbabilities = logSoftmaxValues(logits);
  const picked = pickLabels(logProbabilities, labels);
  const target =
    smoothing === 0
      ? picked
      : add(scale(picked, 1 - smoothing), scale(reduceMean(logProbabilities, [-1]), smoothing));
  const value = negate(reduceSum(multiply(target, weights)));
  const backward = (g: Tensor): Tensor => {
    // weight · (softmax − smoothed one-hot), the one-hot subtracted in place at the labels.
    const classes = staticDimension(logits.shape[1]);
    const share = multiply(column, g);
    const probabilities = multiply(exp(logProbabilities), share);
    const spread =
      smoothing === 0 ? probabilities : subtract(probabilities, scale(share, smoothing / classes));
    const atLabels = scale(share, smoothing - 1);
    return emit(
      "ScatterElements",
      [spread, reshape(labels, [rows, 1]), atLabels],
      { axis: 1, reduction: "add" },
      logits.shape,
    );
  };
  return withGradient(value, [logits], (g) => [() => backward(g)]);
}
