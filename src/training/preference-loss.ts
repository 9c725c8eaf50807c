import type { Network } from "../nn/parameters.ts";
import { constant, emit, graphInput, graphOutput, scalar, type Tensor, withGradient } from "../onnx/graph.ts";
import { logSoftmax, sigmoid } from "../onnx/ops/activation.ts";
import { add, exp, multiply, negate, scale, subtract } from "../onnx/ops/elementwise.ts";
import { cast, reshape, split, zeros } from "../onnx/ops/layout.ts";
import { pickLabels } from "../onnx/ops/loss.ts";
import { reduceSum } from "../onnx/ops/reduce.ts";

/** Answers of one batch: a row for the chosen one of each pair, then a row for the rejected one of each. */
export interface AnswerRows {
  readonly pairs: number;
  /** Tokens of a row. */
  readonly length: number;
}

/** A model's logits [labels, vocabulary] at places among all rows' tokens, int64 [labels]; declares what the model reads. */
export type LogitsAt = (at: Tensor) => Tensor;

interface PreferenceSettings {
  /** How far the model may go from the one it starts as: the smaller, the farther. */
  readonly beta: number;
  /** Share of pairs taken to be the wrong way round (Mitchell 2023). */
  readonly labelSmoothing: number;
}

/**
 * Direct preference optimisation (Rafailov et al. 2023, equation 7): −log σ(m) with the margin m = β ((log π(c) − log π(r)) −
 * reference), a weighted sum over pairs. Inputs beside the model's: `labels`, `labelAt` int64 [labels]: what follows, and where among
 * all rows' tokens it is foretold, `reference` [pairs]: log π(c) − log π(r) by the model that training starts from, and `pairWeights`
 * [pairs]. Outputs beside the loss: `preference` [pairs]: log π(c) − log π(r), and weighted sums of `accuracy`, whether the margin is
 * positive, and of the `margin`.
 */
export function preferenceLoss(
  network: Network,
  logitsAt: LogitsAt,
  { pairs, length }: AnswerRows,
  { beta, labelSmoothing }: PreferenceSettings,
): Tensor {
  const { graph, dtype } = network;
  const int64 = (name: string) => graphInput(graph, name, ["labels"], "int64");
  const [labels, labelAt] = [int64("labels"), int64("labelAt")];
  const reference = graphInput(graph, "reference", [pairs], dtype);
  const weights = graphInput(graph, "pairWeights", [pairs], dtype);

  const likelihoods = labelLikelihoods(logitsAt(labelAt), labels);
  const rowOf = emit("Div", [labelAt, constant(graph, [length], [], "int64")], {}, labelAt.shape);
  const sums = split(sumByRow(likelihoods, rowOf, 2 * pairs), [pairs, pairs], 0);
  const preference = subtract(sums[0]!, sums[1]!);
  const margin = scale(subtract(preference, reference), beta);
  const isRight = emit("Greater", [margin, scalar(margin, 0)], {}, [pairs], { dtype: "bool" });
  graphOutput("preference", preference);
  graphOutput("margin", reduceSum(multiply(margin, weights)));
  graphOutput("accuracy", reduceSum(multiply(cast(isRight, dtype), weights)));
  // −(1 − ε) log σ(m) − ε log σ(−m)
  const surprise = softplus(negate(margin));
  const smoothed = labelSmoothing === 0 ? surprise : add(surprise, scale(margin, labelSmoothing));
  return reduceSum(multiply(smoothed, weights));
}

/** log p of each label by its row of logits, [labels]. */
function labelLikelihoods(logits: Tensor, labels: Tensor): Tensor {
  const column = (x: Tensor) => reshape(x, [labels.shape[0]!, 1]);
  const logProbabilities = logSoftmax(logits);
  return withGradient(pickLabels(logProbabilities, labels), [logits], (g) => [
    () =>
      emit(
        "ScatterElements",
        [negate(multiply(exp(logProbabilities), column(g))), column(labels), column(g)],
        { axis: 1, reduction: "add" },
        logits.shape,
      ),
  ]);
}

/** Sums of values [n] over those of one row: [rows]. */
function sumByRow(values: Tensor, rowOf: Tensor, rows: number): Tensor {
  const options = { axis: 0, reduction: "add" };
  const sums = emit("ScatterElements", [zeros(values, [rows]), rowOf, values], options, [rows]);
  return withGradient(sums, [values], (g) => [
    () => emit("GatherElements", [g, rowOf], { axis: 0 }, values.shape),
  ]);
}

/** log(1 + eᵃ). */
function softplus(a: Tensor): Tensor {
  return emit("Softplus", [a], {}, a.shape, {}, (g) => [() => multiply(g, sigmoid(a))]);
}
