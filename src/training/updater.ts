import type { ParameterSpec } from "../nn/parameters.ts";
import { valuesOf } from "../onnx/runtime.ts";
import { deriveSeed } from "../random/seed.ts";
import { maskFeeds } from "./dropout.ts";
import type { TrainingJob } from "./job.ts";
import { loraDropout } from "./lora.ts";
import { type Measured, meter, type Objective } from "./objective.ts";
import type { Optimizer } from "./optimizer.ts";
import { createPasses, type Passes } from "./passes.ts";
import { learningRateAt } from "./schedule.ts";

/** What was measured before the update. */
export interface Update extends Measured {
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
}

export interface Updater {
  /** Does update number `number`. */
  readonly update: (number: number) => Promise<Update>;
  readonly release: Passes["release"];
}

/**
 * Makes what does update number `number` (0-based) of a job: which rows, which dropout and which learning
 * rate follow from that number alone.
 */
export function createUpdater(
  job: TrainingJob,
  { batches, measures }: Objective,
  specs: readonly ParameterSpec[],
  optimizer: Optimizer,
): Updater {
  const { options, lora, seed } = job;
  const { run, release } = createPasses(
    job,
    specs,
    optimizer.parameters,
    "training",
    () => optimizer.incoming,
  );
  const masksOf = maskFeeds(options.dropout);
  const adapterMasksOf = maskFeeds(lora?.dropout ?? 0, loraDropout);

  const update = async (number: number): Promise<Update> => {
    const { add, measured } = meter(measures);
    let batch = 0;
    for (const one of batches(number)) {
      const results = await run(one, (session) => ({
        ...masksOf(session, deriveSeed(seed, "dropout", number, batch)),
        ...adapterMasksOf(session, deriveSeed(seed, "lora dropout", number, batch)),
      }));
      optimizer.accumulate(valuesOf<Float32Array>(results.gradient!));
      add(results);
      batch++;
    }
    return { ...measured(), norm: optimizer.update(number, learningRateAt(number, options)) };
  };
  return { update, release };
}
