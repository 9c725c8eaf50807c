import type { CausalConfig } from "../nn/causal/config.ts";
import { packedBias } from "../nn/causal/masks.ts";
import { causalLogits, causalStates } from "../nn/causal/model.ts";
import type { Network } from "../nn/parameters.ts";
import { graphInput, type Tensor } from "../onnx/graph.ts";
import { gatherRows } from "../onnx/ops/embedding.ts";
import { crossEntropy } from "../onnx/ops/loss.ts";
import { type Feeds, tensorOf } from "../onnx/runtime.ts";
import { chunks, tokenInput } from "./batches.ts";
import type { CausalJob } from "./job.ts";
import type { Objective, TrainingBatch } from "./objective.ts";
import { labelCount, lengthsOf, packEpoch, packedRows, type Sequences } from "./packing.ts";

/** A decoder-only model learns what follows each sequence's prompt. */
export function causalModelling({
  causal: config,
  options,
  data,
  validation,
  rowLength,
  seed,
}: CausalJob): Objective {
  const { batchSize, accumulate, labelSmoothing } = options;
  const shape: RowsShape = { batch: batchSize, length: rowLength };
  const rowAt = packedRows(lengthsOf(data), rowLength, seed);
  const feedsOf = packedFeeds(shape);
  const rowsOf = (number: number, batch: number) =>
    Array.from({ length: batchSize }, (_, i) => rowAt((number * accumulate + batch) * batchSize + i));

  /** @param batches rows, of sequences each */
  function* batchesOf(
    data: Sequences,
    batches: readonly (readonly (readonly number[])[])[],
    labelSmoothing: number,
  ): Generator<TrainingBatch> {
    const labels = batches.flat(2).reduce((sum, sequence) => sum + labelCount(data, sequence), 0);
    for (const rows of batches)
      yield {
        graph: "",
        loss: (network: Network) => causalLoss(network, config, shape, labelSmoothing),
        feeds: feedsOf(data, rows, labels),
      };
  }

  return {
    batches(number) {
      const batches = Array.from({ length: accumulate }, (_, batch) => rowsOf(number, batch));
      return batchesOf(data, batches, labelSmoothing);
    },
    ...(validation && {
      validation() {
        const rows = packEpoch(lengthsOf(validation.data), rowLength, seed);
        return batchesOf(validation.data, chunks(rows, batchSize), 0);
      },
    }),
  };
}

/** Rows of one batch and their tokens. */
export interface RowsShape {
  readonly batch: number;
  readonly length: number;
}

/**
 * Cross-entropy of what follows the prompts of packed sequences. Declares the inputs `tokens`, `positions`, `segments` int64 [batch,
 * length] (see `packedBias`), `labels`, `labelAt` int64 [labels]: what follows, and where in the batch the token before it is,
 * and `labelWeights` [labels].
 */
export function causalLoss(
  network: Network,
  config: CausalConfig,
  shape: RowsShape,
  labelSmoothing: number,
): Tensor {
  const { graph } = network;
  const labels = graphInput(graph, "labels", ["labels"], "int64");
  const labelAt = graphInput(graph, "labelAt", ["labels"], "int64");
  const weights = graphInput(graph, "labelWeights", ["labels"], network.dtype);
  return crossEntropy(packedLogits(network, config, shape, labelAt), labels, weights, labelSmoothing);
}

/** Logits [labels, vocabulary] at places of the batch, int64 [labels]; declares `tokens`, `positions` and `segments` as `causalLoss`. */
export function packedLogits(
  network: Network,
  config: CausalConfig,
  { batch, length }: RowsShape,
  at: Tensor,
): Tensor {
  const int64 = (name: string) => graphInput(network.graph, name, [batch, length], "int64");
  const [tokens, positions, segments] = [int64("tokens"), int64("positions"), int64("segments")];
  const bias = packedBias(network, segments, positions);
  const { states } = causalStates(network, config, { tokens, positions, bias });
  return causalLogits(network, config, gatherRows(states, at));
}

/** Makes the inputs of `causalLoss`, in memory that the next batch uses again. */
export function packedFeeds({ batch, length }: RowsShape) {
  const size = batch * length;
  const [tokens, positions, segments, labels, labelAt] = Array.from({ length: 5 }, () => tokenInput(size));
  const weights = new Float32Array(size);

  /**
   * @param rows the sequences of each row; rows that are missing are padding
   * @param totalLabels labels in all batches of one update, so that their losses add up to a mean
   */
  return (data: Sequences, rows: readonly (readonly number[])[], totalLabels: number): Feeds => {
    for (const input of [tokens, positions, segments]) input!.words.fill(0);
    let count = 0;
    for (const [slot, sequences] of rows.entries()) {
      let at = slot * length;
      for (const [place, sequence] of sequences.entries()) {
        const [start, end] = [data.starts[sequence]!, data.starts[sequence + 1]!];
        for (let i = 0; i < end - start; i++, at++) {
          tokens!.words[2 * at] = data.tokens[start + i]!;
          positions!.words[2 * at] = i;
          segments!.words[2 * at] = place + 1;
          if (i < data.prompts[sequence]!) continue;
          labels!.words[2 * count] = data.tokens[start + i]!;
          labelAt!.words[2 * count] = at - 1;
          count++;
        }
      }
    }
    const shape = [batch, length];
    return {
      tokens: tokens!.tensor(shape),
      positions: positions!.tensor(shape),
      segments: segments!.tensor(shape),
      labels: labels!.tensor([count]),
      labelAt: labelAt!.tensor([count]),
      labelWeights: tensorOf(weights.subarray(0, count).fill(1 / totalLabels), [count]),
    };
  };
}
