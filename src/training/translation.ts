import type { TransformerConfig } from "../nn/config.ts";
import { declaredParameters, type Network, type ParameterSpec } from "../nn/parameters.ts";
import {
  batchesByLength,
  batchFeeds,
  labelCount,
  orderByLength,
  paddedLength,
  rowOrder,
  sourceLengths,
  type TokenRows,
} from "./batches.ts";
import type { TranslationJob } from "./job.ts";
import type { Objective, TrainingBatch } from "./objective.ts";
import { transformerLoss } from "./transformer-loss.ts";

/** The parameters of an encoder–decoder, all of them. */
export function parametersOf(config: TransformerConfig): ParameterSpec[] {
  return declaredParameters((network) => {
    transformerLoss(network, config, { batch: 1, sourceLength: config.sourceLength }, 0);
  });
}

/** An encoder–decoder learns targets given their sources. */
export function translation({ config, options, data, validation, seed }: TranslationJob): Objective {
  const { batchSize, accumulate, labelSmoothing } = options;
  const isPadded = config.padToken !== undefined;
  const lengths = sourceLengths(data, config);
  const rowAt = isPadded ? orderByLength(lengths, batchSize * accumulate, seed) : rowOrder(data.rows, seed);
  const feedsOf = batchFeeds(config, batchSize);
  const rowsOf = (number: number, batch: number): number[] =>
    Array.from({ length: batchSize }, (_, i) => rowAt((number * accumulate + batch) * batchSize + i));

  function* batchesOf(
    data: TokenRows,
    lengths: ArrayLike<number>,
    batches: readonly number[][],
    labelSmoothing: number,
  ): Generator<TrainingBatch> {
    const labels = batches.flat().reduce((sum, row) => sum + labelCount(data, row, config), 0);
    for (const rows of batches) {
      const sourceLength = paddedLength(Math.max(...rows.map((row) => lengths[row]!)), config);
      const shape = { batch: batchSize, sourceLength };
      yield {
        graph: String(sourceLength),
        loss: (network: Network) => transformerLoss(network, config, shape, labelSmoothing),
        feeds: feedsOf(data, rows, sourceLength, labels),
      };
    }
  }

  return {
    batches(number) {
      const batches = Array.from({ length: accumulate }, (_, batch) => rowsOf(number, batch));
      return batchesOf(data, lengths, batches, labelSmoothing);
    },
    ...(validation && {
      validation() {
        const lengths = sourceLengths(validation.data, config);
        return batchesOf(validation.data, lengths, batchesByLength(lengths, batchSize), 0);
      },
    }),
  };
}
