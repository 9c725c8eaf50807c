import type { ParameterSpec } from "../nn/parameters.ts";
import { createSession, type Session, tensorOf, valuesOf } from "../onnx/runtime.ts";
import { deriveSeed } from "../random/seed.ts";
import { maskFeeds } from "./dropout.ts";
import type { TrainingJob } from "./job.ts";
import type { Objective, TrainingBatch } from "./objective.ts";
import type { Optimizer } from "./optimizer.ts";
import { learningRateAt } from "./schedule.ts";
import { gradientGraph } from "./step-graph.ts";

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
export function createUpdater(
  { options, frozen, seed }: Pick<TrainingJob, "options" | "frozen" | "seed">,
  { batches }: Objective,
  specs: readonly ParameterSpec[],
  optimizer: Optimizer,
): Updater {
  const sessions = new Map<string, Promise<Session>>();
  const sessionFor = ({ graph, loss }: TrainingBatch): Promise<Session> => {
    const { threads } = options;
    const session =
      sessions.get(graph) ?? createSession(gradientGraph(specs, loss, options, frozen), { threads });
    sessions.set(graph, session);
    return session;
  };
  const parameters = tensorOf(optimizer.parameters, [optimizer.parameters.length]);
  const masksOf = maskFeeds(options.dropout);

  const update = async (number: number): Promise<Update> => {
    let loss = 0;
    let batch = 0;
    for (const one of batches(number)) {
      const session = await sessionFor(one);
      const masks = masksOf(session, deriveSeed(seed, "dropout", number, batch++));
      const results = await session.run({ ...one.feeds, ...masks, parameters });
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
