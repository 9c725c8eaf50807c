import { once } from "node:events";
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { PstarError } from "../../errors.ts";
import { moduleBeside } from "../../modules.ts";
import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { NotPositiveDefinite } from "../linear-algebra/cholesky.ts";
import { openProducts, type Products } from "../linear-algebra/large.ts";
import { drawError } from "./draw.ts";
import { type CollapseSetting, checkCount, checkSetting } from "./setting.ts";

export interface SimulationOptions {
  /** Independent draws of each setting, 1 or more. */
  readonly runs: number;
  /** Integer in [0, 2⁵³). Run r of every setting has its own seed, derived from (seed, r). */
  readonly seed: number;
  /** Called after each run of any setting with how many are done. */
  readonly onRun?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Simulated {
  /** Mean test error on real data, their noise σ₁² left out: what `E_test` of the closed form predicts. */
  readonly mean: number;
  /** Of the mean; NaN for one run. */
  readonly standardError: number;
  readonly runs: number;
  /** One a run, in the order of runs. */
  readonly errors: Float64Array;
}

/** One draw of one of the settings. */
export interface Run {
  readonly setting: number;
  readonly run: number;
}

export interface WorkerInput {
  readonly settings: readonly CollapseSetting[];
  readonly seed: number;
}

/** A run to simulate, or the wish that the thread ends. */
export type WorkerRequest = Run | "end";

/** Below so many operations, a third of a second, more threads take longer to start than they save. */
const worthThreads = 4e9;

/** `simulateCollapses` of one setting. */
export async function simulateCollapse(
  setting: CollapseSetting,
  options: SimulationOptions,
): Promise<Simulated> {
  const [simulated] = await simulateCollapses([setting], options);
  return simulated;
}

/**
 * Draws data sets of each setting, fits them and averages the exact test errors of the fits. Runs are spread over the
 * machine's cores; neither their order nor the number of cores changes a result.
 *
 * @throws PstarError where a setting is out of range or its `samples` or `width` is not whole (exit code 2), or where the
 * system of a fit without ridge is singular to working precision (exit code 1); the signal's reason when aborted
 */
export async function simulateCollapses(
  settings: readonly CollapseSetting[],
  { runs, seed, onRun, signal }: SimulationOptions,
): Promise<Simulated[]> {
  checkCount("runs", runs);
  for (const setting of settings) {
    checkSetting(setting);
    checkCount("samples", setting.samples);
    if (setting.width !== null) checkCount("width", setting.width);
  }
  signal?.throwIfAborted();
  const errors = settings.map(() => new Float64Array(runs));
  const todo = settings.flatMap((_, setting) => Array.from({ length: runs }, (_, run) => ({ setting, run })));
  let taken = 0;
  let done = 0;
  const queue: Queue = {
    take: () => todo[taken++],
    note({ setting, run }, error) {
      signal?.throwIfAborted();
      if (Number.isNaN(error)) throw singularFit(settings[setting]);
      errors[setting][run] = error;
      onRun?.(++done);
    },
  };
  const work = runs * settings.reduce((sum, setting) => sum + operations(setting), 0);
  const threads = work < worthThreads ? 1 : Math.min(availableParallelism(), todo.length);
  if (threads === 1) await runHere({ settings, seed }, queue);
  else await runInThreads({ settings, seed }, queue, threads, signal);
  return errors.map(summary);
}

/** The test error of one run, NaN where its fit is singular to working precision. */
export async function runError(
  { settings, seed }: WorkerInput,
  { setting, run }: Run,
  products: Products,
): Promise<number> {
  try {
    return await drawError(settings[setting], createRandom(deriveSeed(seed, "collapse", run)), products);
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return Number.NaN;
    throw error;
  }
}

interface Queue {
  take(): Run | undefined;
  note(run: Run, error: number): void;
}

async function runHere(input: WorkerInput, { take, note }: Queue): Promise<void> {
  const products = openProducts();
  let rested = performance.now();
  try {
    for (let run = take(); run !== undefined; run = take()) {
      note(run, await runError(input, run, products));
      if (performance.now() - rested < 50) continue;
      await setImmediate();
      rested = performance.now();
    }
  } finally {
    await products.release();
  }
}

/** The first thread to fail ends all. */
async function runInThreads(
  workerData: WorkerInput,
  queue: Queue,
  count: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const workers = Array.from(
    { length: count },
    () => new Worker(moduleBeside(import.meta.url, "./simulate-worker"), { workerData }),
  );
  const ends = workers.map(ended);
  try {
    await Promise.all(workers.map((worker) => runIn(worker, queue, signal)));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    for (const worker of workers) worker.postMessage("end" satisfies WorkerRequest);
    await Promise.all(ends);
  }
}

/** How a thread failed has been told to whoever waited for its answer. */
function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.on("error", () => resolve());
    worker.on("exit", () => resolve());
  });
}

async function runIn(worker: Worker, { take, note }: Queue, signal: AbortSignal | undefined): Promise<void> {
  for (let run = take(); run !== undefined; run = take()) {
    worker.postMessage(run satisfies WorkerRequest);
    const [error] = await once(worker, "message", signal && { signal });
    note(run, error as number);
  }
}

/** Multiplications of one run, a normal counted as two hundred: what a product of matrices does in its time. */
function operations({ eigenvalues, samples, syntheticShare, width }: CollapseSetting): number {
  const d = eigenvalues.length;
  const synthetic = Math.round(syntheticShare * samples);
  const rows = Math.min(samples - synthetic, d) + Math.min(synthetic, d);
  const features = Math.min(width ?? d, d);
  const projecting = width === null ? 0 : features * d * (rows + 200);
  return 200 * rows * d + projecting + (Math.min(rows, features) * rows * features) / 2;
}

function singularFit({ ridge, width, samples }: CollapseSetting): PstarError {
  const size = width === null ? "" : `, width ${width}`;
  return new PstarError(
    `a fit of ${samples} samples${size} is singular to working precision at ridge ${ridge}`,
    {
      where: "ridge",
      remedy: "choose a larger ridge, or a spectrum that decays less",
    },
  );
}

function summary(errors: Float64Array): Simulated {
  const runs = errors.length;
  const mean = errors.reduce((sum, error) => sum + error, 0) / runs;
  const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (runs - 1) / runs), runs, errors };
}
