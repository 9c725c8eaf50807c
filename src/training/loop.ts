import { PstarError } from "../errors.ts";
import { initialWeights, type ParameterSpec } from "../nn/parameters.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { TrainingJob, TrainingOutcome, TrainingProgress } from "./job.ts";
import { createOptimizer, type Optimizer } from "./optimizer.ts";
import { objectiveOf, trainedParameters } from "./parameters.ts";
import { learningRateAt } from "./schedule.ts";
import { createUpdater, type Update, type Updater } from "./updater.ts";

export interface LoopHooks {
  /** Asked after every update. */
  readonly interrupted: () => boolean;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Milliseconds between checkpoints, 15 000 by default; 0 saves after every update. */
  readonly checkpointEvery?: number;
}

const progressEvery = 250;

/**
 * Trains from the job's checkpoint, or from fresh weights, to the last update or an interruption.
 * @throws PstarError when the loss or the gradient stops being finite; no such state is ever saved
 */
export async function trainingLoop(job: TrainingJob, hooks: LoopHooks): Promise<TrainingOutcome> {
  const objective = objectiveOf(job);
  const specs = trainedParameters(job);
  const optimizer = createOptimizer(specs, job.options);
  const resumed = readCheckpoint(job.checkpoint, job.key);
  if (resumed === undefined) setInitialWeights(optimizer, specs, job);
  else restore(optimizer, resumed, job.checkpoint);
  const { update, release } = createUpdater(job, objective, specs, optimizer);
  try {
    return await runUpdates(job, hooks, optimizer, update, resumed);
  } finally {
    await release();
  }
}

async function runUpdates(
  job: TrainingJob,
  hooks: LoopHooks,
  optimizer: Optimizer,
  update: Updater["update"],
  resumed: Checkpoint | undefined,
): Promise<TrainingOutcome> {
  const { options } = job;
  const stretch = Math.ceil(options.steps / 100);
  const { checkpointEvery = 15_000 } = hooks;
  let { updates, losses, lossSum } = resumed ?? { updates: 0, losses: [], lossSum: 0 };
  let saved = resumed?.updates;
  const started = performance.now();
  const seconds = (): number => (resumed?.seconds ?? 0) + (performance.now() - started) / 1000;
  const save = (): void => {
    const { parameters, mean, square } = optimizer;
    const vectors = { parameters, mean, square };
    writeCheckpoint(job.checkpoint, job.key, { updates, ...vectors, losses, lossSum, seconds: seconds() });
    saved = updates;
  };

  let lastSave = started;
  let lastReport = started;
  let recent = { sum: 0, count: 0 };
  let interrupted = hooks.interrupted();
  while (updates < options.steps && !interrupted) {
    const next = await update(updates);
    refuseDivergence(job, updates, next, saved);
    updates++;
    lossSum += next.loss;
    if (updates % stretch === 0 || updates === options.steps) {
      losses = [...losses, lossSum / (((updates - 1) % stretch) + 1)];
      lossSum = 0;
    }
    recent = { sum: recent.sum + next.loss, count: recent.count + 1 };
    interrupted = hooks.interrupted();
    const now = performance.now();
    if (now - lastReport >= progressEvery || updates === options.steps) {
      const learningRate = learningRateAt(updates - 1, options);
      hooks.onProgress({ updates, steps: options.steps, loss: recent.sum / recent.count, learningRate });
      recent = { sum: 0, count: 0 };
      lastReport = now;
    }
    if (interrupted || now - lastSave >= checkpointEvery) {
      save();
      lastSave = now;
    }
  }
  return {
    finished: updates === options.steps,
    updates,
    parameters: optimizer.parameters.slice(),
    losses,
    seconds: seconds(),
  };
}

function setInitialWeights(
  { parameters }: Optimizer,
  specs: readonly ParameterSpec[],
  { initial, seed }: TrainingJob,
): void {
  let offset = 0;
  for (const [name, fresh] of initialWeights(specs, seed)) {
    const { values } = initial?.get(name) ?? fresh;
    parameters.set(values, offset);
    offset += values.length;
  }
}

function restore(optimizer: Optimizer, checkpoint: Checkpoint, path: string): void {
  for (const name of ["parameters", "mean", "square"] as const) {
    const { length } = optimizer[name];
    if (checkpoint[name].length !== length)
      throw new PstarError(`is a damaged checkpoint: ${name} should have ${length} values`, {
        where: path,
        remedy: "delete the file to start this training over",
      });
    optimizer[name].set(checkpoint[name]);
  }
}

function refuseDivergence(
  job: TrainingJob,
  update: number,
  { loss, norm }: Update,
  saved: number | undefined,
) {
  if (Number.isFinite(loss) && Number.isFinite(norm)) return;
  const rate = learningRateAt(update, job.options).toPrecision(3);
  const what = Number.isFinite(loss) ? `the gradient's norm is ${norm}` : `the loss is ${loss}`;
  const last = saved === undefined ? "none was saved yet" : `${job.checkpoint} after step ${saved}`;
  throw new PstarError(
    `training diverged at step ${update + 1} (learning rate ${rate}): ${what}; last good checkpoint: ${last}`,
    {
      where: job.name,
      remedy: "lower training.learningRate or training.clipNorm, or lengthen training.warmupSteps",
    },
  );
}
