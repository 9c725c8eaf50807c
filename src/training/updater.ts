import type { ParameterSpec } from "../nn/parameters.ts";
import { createSession, type Session, tensorOf, valuesOf } from "../onnx/runtime.ts";
import { deriveSeed } from "../random/seed.ts";
import { maskFeeds } from "./dropout.ts";
import type { TrainingJob } from "./job.ts";
import { frozenWeights, loraDropout, withAdapters } from "./lora.ts";
import type { BuildLoss, Objective, TrainingBatch } from "./objective.ts";
import type { Optimizer } from "./optimizer.ts";
import { learningRateAt } from "./schedule.ts";
import { gradientModel } from "./step-graph.ts";

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
  job: TrainingJob,
  { batches }: Objective,
  specs: readonly ParameterSpec[],
  optimizer: Optimizer,
): Updater {
  const { options, lora, seed } = job;
  const sessions = new Map<string, Promise<Session>>();
  const sessionFor = ({ graph, loss }: TrainingBatch): Promise<Session> => {
    const session = sessions.get(graph) ?? newSession(loss);
    sessions.set(graph, session);
    return session;
  };
  const newSession = (loss: BuildLoss): Promise<Session> => {
    const adapted: BuildLoss = (network) => loss(withAdapters(network, job, true));
    const { bytes, data } = gradientModel(specs, adapted, options, frozenWeights(job));
    return createSession(bytes, { threads: options.threads, data });
  };
  const parameters = tensorOf(optimizer.parameters, [optimizer.parameters.length]);
  const masksOf = maskFeeds(options.dropout);
  const adapterMasksOf = maskFeeds(lora?.dropout ?? 0, loraDropout);

  const update = async (number: number): Promise<Update> => {
    let loss = 0;
    let batch = 0;
    for (const one of batches(number)) {
      const session = await sessionFor(one);
      const masks = {
        ...masksOf(session, deriveSeed(seed, "dropout", number, batch)),
        ...adapterMasksOf(session, deriveSeed(seed, "lora dropout", number, batch)),
      };
      batch++;
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
