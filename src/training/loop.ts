import { PstarError } from "../errors.ts";
import { initialWeights, type ParameterSpec, sharedFloats } from "../nn/parameters.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { TrainingJob, TrainingOutcome, TrainingProgress } from "./job.ts";
import { type Measured, meter, type Objective } from "./objective.ts";
import { createOptimizer, type Optimizer } from "./optimizer.ts";
import { objectiveOf, trainedParameters } from "./parameters.ts";
import { createPasses, type Passes } from "./passes.ts";
import { createReport } from "./report.ts";
import { learningRateAt } from "./schedule.ts";
import { createUpdater, type Update, type Updater } from "./updater.ts";
import { bestOf, type Evaluation, isPatienceSpent } from "./validation.ts";

export interface LoopHooks {
  /** Asked after every update, and between batches that are not trained on. */
  readonly interrupted: () => boolean;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Milliseconds between checkpoints, 15 000 by default; 0 saves after every update. */
  readonly checkpointEvery?: number;
}

/** All that a job's loop works with. */
interface Loop {
  readonly job: TrainingJob;
  readonly hooks: LoopHooks;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly updater: Updater;
  /** Without gradient and dropout. */
  readonly passes: Passes;
}

/** How far a training has come, beside its parameters and the optimiser's memory. */
type Course = Pick<Checkpoint, "updates" | "losses" | "lossSum" | "evaluations" | "best" | "seconds">;

const beginning: Course = {
  updates: 0,
  losses: [],
  lossSum: 0,
  evaluations: [],
  best: undefined,
  seconds: 0,
};

/**
 * Trains from the job's checkpoint, or from fresh weights, to the last update, the end of patience or an interruption.
 * @throws PstarError when the loss or the gradient stops being finite; no such state is ever saved
 */
export async function trainingLoop(job: TrainingJob, hooks: LoopHooks): Promise<TrainingOutcome> {
  const objective = objectiveOf(job);
  const specs = trainedParameters(job);
  const optimizer = createOptimizer(specs, job.options);
  const resumed = readCheckpoint(job.checkpoint, job.key);
  const passes = createPasses(job, specs, optimizer.parameters, "evaluation");
  const updater = createUpdater(job, objective, specs, optimizer);
  const trained = async (): Promise<TrainingOutcome> => {
    setInitialWeights(optimizer, specs, job);
    const isReady = await prepared(objective, passes, hooks);
    if (resumed !== undefined) restore(optimizer, resumed, job.checkpoint);
    const loop = { job, hooks, objective, optimizer, updater, passes };
    return runUpdates(loop, resumed, isReady);
  };
  const outcome = await trained().finally(() => Promise.allSettled([updater.release(), passes.release()]));
  // Copied when the sessions' memory is free.
  const { parameters } = outcome;
  return { ...outcome, parameters: parameters === optimizer.parameters ? copyOf(parameters) : parameters };
}

/** In memory that the thread which asked for the training can read, too. @param into what may be written over */
function copyOf(
  parameters: Float32Array,
  into: Float32Array = sharedFloats(parameters.length),
): Float32Array {
  into.set(parameters);
  return into;
}

/** @returns false when it was interrupted */
async function prepared({ prepare }: Objective, { run }: Passes, hooks: LoopHooks): Promise<boolean> {
  if (prepare === undefined) return true;
  for await (const _ of prepare(run)) if (hooks.interrupted()) return false;
  return true;
}

/** The outcome's parameters may be the optimiser's own. */
async function runUpdates(
  loop: Loop,
  resumed: Checkpoint | undefined,
  isReady: boolean,
): Promise<TrainingOutcome> {
  const { job, hooks, optimizer, updater } = loop;
  const { steps } = job.options;
  const { checkpointEvery = 15_000 } = hooks;
  const started = performance.now();
  const seconds = (): number => (resumed?.seconds ?? 0) + (performance.now() - started) / 1000;
  const report = createReport(hooks.onProgress);
  let course: Course = resumed ?? beginning;
  let saved = resumed?.updates;
  let lastSave = started;
  let interrupted = !isReady || hooks.interrupted();

  const evaluateIfDue = async (): Promise<void> => {
    if (interrupted || !isEvaluationDue(job, course)) return;
    const measured = await evaluation(loop);
    if (measured === undefined) interrupted = true;
    else course = withEvaluation(course, measured, optimizer.parameters, job);
  };
  const isOver = (): boolean =>
    course.updates === steps || isPatienceSpent(course.evaluations, job.validation?.patience);

  await evaluateIfDue();
  while (!isOver() && !interrupted) {
    const { updates } = course;
    const next = await updater.update(updates);
    refuseDivergence(job, updates, next, saved);
    course = withUpdate(course, next.loss, steps);
    report.add(next);
    interrupted = hooks.interrupted();
    await evaluateIfDue();
    const evaluation = course.evaluations.at(-1);
    const learningRate = learningRateAt(updates, job.options);
    report.tell({ updates: updates + 1, steps, learningRate, ...(evaluation && { evaluation }) }, isOver());
    const now = performance.now();
    if (interrupted || now - lastSave >= checkpointEvery) {
      const { parameters, mean, square } = optimizer;
      const checkpoint = { ...course, parameters, mean, square, seconds: seconds() };
      writeCheckpoint(job.checkpoint, job.key, checkpoint);
      saved = course.updates;
      lastSave = now;
    }
  }
  const { updates, losses, evaluations, best } = course;
  return {
    finished: isOver() && !isEvaluationDue(job, course),
    updates,
    parameters: best ?? optimizer.parameters,
    losses,
    evaluations,
    seconds: seconds(),
  };
}

/** The mean loss of each hundredth of the training grows with every update. */
function withUpdate(course: Course, loss: number, steps: number): Course {
  const stretch = Math.ceil(steps / 100);
  const updates = course.updates + 1;
  const lossSum = course.lossSum + loss;
  if (updates % stretch !== 0 && updates !== steps) return { ...course, updates, lossSum };
  const mean = lossSum / (((updates - 1) % stretch) + 1);
  return { ...course, updates, losses: [...course.losses, mean], lossSum: 0 };
}

function isEvaluationDue(
  { validation, options }: TrainingJob,
  { updates, evaluations }: Pick<Course, "updates" | "evaluations">,
): boolean {
  if (validation === undefined || evaluations.at(-1)?.updates === updates) return false;
  return updates % validation.evaluateEvery === 0 || updates === options.steps;
}

/** What the validation data say of the parameters as they are; undefined when interrupted. */
async function evaluation({ objective, passes, hooks }: Loop): Promise<Measured | undefined> {
  const { add, measured } = meter(objective.measures);
  for (const batch of objective.validation!()) {
    add(await passes.run(batch));
    if (hooks.interrupted()) return undefined;
  }
  return measured();
}

function withEvaluation(
  course: Course,
  measured: Measured,
  parameters: Float32Array,
  { name }: TrainingJob,
): Course {
  const { updates } = course;
  if (!Number.isFinite(measured.loss))
    throw new PstarError(`the loss on validation data is ${measured.loss} after ${updates} updates`, {
      where: name,
      remedy: "lower training.learningRate, or look for validation rows that nothing is to be learnt of",
    });
  const evaluations: Evaluation[] = [...course.evaluations, { updates, ...measured }];
  const isBest = bestOf(evaluations) === evaluations.length - 1;
  return { ...course, evaluations, best: isBest ? copyOf(parameters, course.best) : course.best };
}

function setInitialWeights(
  { parameters }: Optimizer,
  specs: readonly ParameterSpec[],
  { initial, seed }: TrainingJob,
): void {
  let offset = 0;
  for (const spec of specs) {
    const { values } = initial?.get(spec.name) ?? initialWeights([spec], seed).get(spec.name)!;
    parameters.set(values, offset);
    offset += values.length;
  }
}

function restore(optimizer: Optimizer, checkpoint: Checkpoint, path: string): void {
  const { length } = optimizer.parameters;
  for (const name of ["parameters", "mean", "square", "best"] as const)
    if ((checkpoint[name]?.length ?? length) !== length)
      throw new PstarError(`is a damaged checkpoint: ${name} should have ${length} values`, {
        where: path,
        remedy: "delete the file to start this training over",
      });
  for (const name of ["parameters", "mean", "square"] as const) optimizer[name].set(checkpoint[name]);
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
