import type { ParameterSpec } from "../nn/parameters.ts";
import { createSession, type Feeds, type Results, tensorOf, valuesOf } from "../onnx/runtime.ts";
import { deriveSeed } from "../random/seed.ts";
import { adamScalars } from "./adamw.ts";
import { batchFeeds, labelCount, rowOrder } from "./batches.ts";
import type { TrainingJob } from "./job.ts";
import { learningRateAt } from "./schedule.ts";
import { accumulationGraph, applyGraph, parameterCount, updateGraph } from "./step-graph.ts";
import { transformerLoss } from "./transformer-loss.ts";

/** Parameters and the optimiser's two running means, each one flat vector. */
export interface TrainingState {
  readonly parameters: Results[string];
  readonly mean: Results[string];
  readonly square: Results[string];
}

export interface Update {
  readonly state: TrainingState;
  /** Mean loss a label. */
  readonly loss: number;
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
}

/** Makes the function that does update number `number` (0-based) of a job, from that number and the state alone. */
export async function createUpdater(job: TrainingJob, specs: readonly ParameterSpec[]) {
  const { config, options, data, seed } = job;
  const { batchSize, accumulate } = options;
  const buildLoss = (network: Parameters<typeof transformerLoss>[0]) =>
    transformerLoss(network, config, batchSize, options.labelSmoothing);
  const session = (bytes: Uint8Array) => createSession(bytes, { threads: options.threads });
  const rowAt = rowOrder(data.rows, seed);
  const { feeds, setRow, normalize } = batchFeeds(config, batchSize);

  const rowsOf = (update: number, batch: number): number[] =>
    Array.from({ length: batchSize }, (_, i) => rowAt((update * accumulate + batch) * batchSize + i));

  const fillBatch = (update: number, batch: number, labels: number): Feeds => {
    rowsOf(update, batch).forEach((row, slot) => {
      setRow(slot, data, row);
    });
    normalize(labels);
    if (options.dropout === 0) return feeds;
    const dropoutSeed = deriveSeed(seed, "dropout", update, batch) % 0x8000_0000;
    return { ...feeds, dropoutSeed: tensorOf(BigInt64Array.of(BigInt(dropoutSeed)), []) };
  };

  const labelsOf = (update: number): number => {
    let labels = 0;
    for (let batch = 0; batch < accumulate; batch++)
      for (const row of rowsOf(update, batch)) labels += labelCount(data, row, config);
    return labels;
  };

  const scalarsOf = (update: number): Feeds =>
    Object.fromEntries(
      Object.entries(adamScalars(update, learningRateAt(update, options), options)).map(([name, value]) => [
        name,
        tensorOf(Float32Array.of(value), []),
      ]),
    );

  const finished = (results: Results, loss: number): Update => ({
    state: {
      parameters: results.nextParameters,
      mean: results.nextMean,
      square: results.nextSquare,
    },
    loss,
    norm: valuesOf<Float32Array>(results.norm)[0],
  });

  if (accumulate === 1) {
    const whole = await session(updateGraph(specs, buildLoss, options));
    return async (state: TrainingState, update: number): Promise<Update> => {
      const batch = fillBatch(update, 0, labelsOf(update));
      const results = await whole.run({ ...batch, ...state, ...scalarsOf(update) });
      return finished(results, valuesOf<Float32Array>(results.loss)[0]);
    };
  }
  const size = parameterCount(specs);
  const one = await session(accumulationGraph(specs, buildLoss, options));
  const apply = await session(applyGraph(specs, options));
  return async (state: TrainingState, update: number): Promise<Update> => {
    const labels = labelsOf(update);
    let gradient = tensorOf(new Float32Array(size), [size]);
    let loss = 0;
    for (let batch = 0; batch < accumulate; batch++) {
      const { parameters } = state;
      const results = await one.run({ ...fillBatch(update, batch, labels), parameters, gradient });
      gradient = results.nextGradient;
      loss += valuesOf<Float32Array>(results.loss)[0];
    }
    return finished(await apply.run({ ...state, gradient, ...scalarsOf(update) }), loss);
  };
}
