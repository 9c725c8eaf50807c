import type { Network, ParameterSpec } from "../nn/parameters.ts";
import { createSession, type Session, tensorOf, valuesOf } from "../onnx/runtime.ts";
import { deriveSeed } from "../random/seed.ts";
import { batchFeeds, labelCount, orderByLength, paddedLength, rowOrder, sourceLengths } from "./batches.ts";
import { maskFeeds } from "./dropout.ts";
import type { TrainingJob } from "./job.ts";
import type { Optimizer } from "./optimizer.ts";
import { learningRateAt } from "./schedule.ts";
import { gradientGraph } from "./step-graph.ts";
import { transformerLoss } from "./transformer-loss.ts";

export interface Update {
  /** Mean loss a label, before the update. */
  readonly loss: number;
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
}

export interface Updater {
  /** Does update number `number`. */
  readonly update: (number: number) => Promise<Update>;
  /** Ends the ONNX Runtime sessions: a thread that ends with one alive may take the process along. */
  readonly release: () => Promise<void>;
}

/**
 * Makes what does update number `number` (0-based) of a job: which rows, which dropout and which learning
 * rate follow from that number alone.
 */
export async function createUpdater(
  { config, options, data, frozen, seed }: TrainingJob,
  specs: readonly ParameterSpec[],
  optimizer: Optimizer,
): Promise<Updater> {
  const { batchSize, accumulate } = options;
  const sessions = new Map<number, Promise<Session>>();
  const sessionFor = (length: number): Promise<Session> => {
    const build = (network: Network) =>
      transformerLoss(network, config, { batch: batchSize, sourceLength: length }, options.labelSmoothing);
    const { threads } = options;
    const session =
      sessions.get(length) ?? createSession(gradientGraph(specs, build, options, frozen), { threads });
    sessions.set(length, session);
    return session;
  };
  const parameters = tensorOf(optimizer.parameters, [optimizer.parameters.length]);
  const isPadded = config.padToken !== undefined;
  const lengths = sourceLengths(data, config);
  const rowAt = isPadded ? orderByLength(lengths, batchSize * accumulate, seed) : rowOrder(data.rows, seed);
  const feedsOf = batchFeeds(config, batchSize);

  const rowsOf = (number: number, batch: number): number[] =>
    Array.from({ length: batchSize }, (_, i) => rowAt((number * accumulate + batch) * batchSize + i));

  const labelsOf = (batches: readonly number[][]): number =>
    batches.flat().reduce((sum, row) => sum + labelCount(data, row, config), 0);

  const masksOf = maskFeeds(options.dropout);

  const update = async (number: number): Promise<Update> => {
    const batches = Array.from({ length: accumulate }, (_, batch) => rowsOf(number, batch));
    const labels = labelsOf(batches);
    let loss = 0;
    for (const [batch, rows] of batches.entries()) {
      const length = paddedLength(Math.max(...rows.map((row) => lengths[row])), config);
      const feeds = feedsOf(data, rows, length, labels);
      const session = await sessionFor(length);
      const masks = masksOf(session, deriveSeed(seed, "dropout", number, batch));
      const results = await session.run({ ...feeds, ...masks, parameters });
      optimizer.accumulate(valuesOf<Float32Array>(results.gradient));
      loss += valuesOf<Float32Array>(results.loss)[0];
    }
    return { loss, norm: optimizer.update(number, learningRateAt(number, options)) };
  };

  const release = async (): Promise<void> => {
    for (const session of sessions.values()) await (await session).release();
  };
  return { update, release };
}
