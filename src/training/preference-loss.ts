import type { CausalConfig } from "../nn/causal/config.ts";
import { packedBias } from "../nn/causal/masks.ts";
import { causalLogits, causalStates } from "../nn/causal/model.ts";
import type { Network } from "../nn/parameters.ts";
import { emit, graphInput, graphOutput, scalar, type Tensor, withGradient } from "../onnx/graph.ts";
import { logSoftmax, sigmoid } from "../onnx/ops/activation.ts";
import { add, exp, multiply, negate, scale, subtract } from "../onnx/ops/elementwise.ts";
import { gatherRows } from "../onnx/ops/embedding.ts";
import { cast, reshape, split, zeros } from "../onnx/ops/layout.ts";
import { pickLabels } from "../onnx/ops/loss.ts";
import { reduceSum } from "../onnx/ops/reduce.ts";

/** Pairs of one batch, and the tokens of their rows: of each pair a row for the chosen answer, and one for the rejected. */
export interface PairsShape {
  readonly pairs: number;
  readonly length: number;
}

interface PreferenceSettings {
  /** How far the model may go from the one it starts as: the smaller, the farther. */
  readonly beta: number;
  /** Share of pairs taken to be the wrong way round (Mitchell 2023). */
  readonly labelSmoothing: number;
}

/**
 * Direct preference optimisation (Rafailov et al. 2023, equation 7): −log σ(m) with the margin m = β ((log π(c) − log π(r)) −
 * reference), a weighted sum over pairs. Inputs: `tokens`, `positions`, `segments` int64 [2 · pairs, length] as `causalLoss` has them,
 * `labels`, `labelAt` int64 [labels], `labelRow` int64 [labels]: the row each is of, `reference` [pairs]: log π(c) − log π(r) by the
 * model that training starts from, and `pairWeights` [pairs]. Outputs beside the loss: `preference` [pairs]: log π(c) − log π(r), and
 * weighted sums of `accuracy`, whether the margin is positive, and of the `margin`.
 */
export function preferenceLoss(
  network: Network,
  config: CausalConfig,
  { pairs, length }: PairsShape,
  { beta, labelSmoothing }: PreferenceSettings,
): Tensor {
  const { graph, dtype } = network;
  const int64 = (name: string) => graphInput(graph, name, [2 * pairs, length], "int64");
  const [tokens, positions, segments] = [int64("tokens"), int64("positions"), int64("segments")];
  const [labels, labelAt, labelRow] = ["labels", "labelAt", "labelRow"].map((name) =>
    graphInput(graph, name, ["labels"], "int64"),
  );
  const reference = graphInput(graph, "reference", [pairs], dtype);
  const weights = graphInput(graph, "pairWeights", [pairs], dtype);

  const bias = packedBias(network, segments, positions);
  const { states } = causalStates(network, config, { tokens, positions, bias });
  const logits = causalLogits(network, config, gatherRows(states, labelAt!));
  const sums = sumByRow(labelLikelihoods(logits, labels!), labelRow!, 2 * pairs);
  const [chosen, rejected] = split(reshape(sums, [pairs, 2]), [1, 1], 1);
  const preference = reshape(subtract(chosen!, rejected!), [pairs]);
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
