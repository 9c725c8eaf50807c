import { createSession, tokenTensor, valuesOf } from "../../onnx/runtime.ts";
import type { TransformerConfig } from "../config.ts";
import type { Weights } from "../parameters.ts";
import { type SourceRows, sourceMask } from "./decoder.ts";
import { likelihoodGraph, takesMask } from "./graphs.ts";

/** Scores rows under a model. */
export interface LikelihoodModel {
  /**
   * Natural log-probability of each target row given its source: the sum over its tokens, padding left out.
   * @param targets rows × targetLength
   */
  logLikelihoods(sources: SourceRows, targets: Int32Array): Promise<Float64Array>;
  release(): Promise<void>;
}

export async function likelihoodModel(
  config: TransformerConfig,
  weights: Weights,
  threads: number,
): Promise<LikelihoodModel> {
  const session = await createSession(likelihoodGraph(config, weights), { threads });
  const { targetLength, sourceLength } = config;
  return {
    async logLikelihoods(sources, targets) {
      const shape = [sources.rows, targetLength];
      const results = await session.run({
        source: tokenTensor(sources.tokens, [sources.rows, sourceLength]),
        target: tokenTensor(shiftRight(targets, targetLength, config.startToken), shape),
        labels: tokenTensor(targets, shape),
        ...(takesMask(config) && { source_mask: sourceMask(config, sources) }),
      });
      const each = valuesOf<Float32Array>(results.logProbabilities);
      return Float64Array.from({ length: sources.rows }, (_, row) => {
        let sum = 0;
        for (let i = row * targetLength; i < (row + 1) * targetLength; i++)
          if (targets[i] !== config.padToken) sum += each[i];
        return sum;
      });
    },
    release: () => session.release(),
  };
}

/** What a decoder sees when it predicts `targets`: the start token, then all but the last token of each row. */
export function shiftRight(targets: Int32Array, length: number, startToken: number): Int32Array {
  const shifted = new Int32Array(targets.length);
  for (let row = 0; row < targets.length; row += length) {
    shifted[row] = startToken;
    shifted.set(targets.subarray(row, row + length - 1), row + 1);
  }
  return shifted;
}
