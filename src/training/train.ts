import { Worker } from "node:worker_threads";
import { PstarError } from "../errors.ts";
import { freeExit, holdExit, newSignals, stopAt } from "../exit.ts";
import { moduleBeside } from "../modules.ts";
import type { TrainingJob, TrainingOutcome, TrainingProgress } from "./job.ts";
import type { WorkerInput, WorkerMessage } from "./worker.ts";

export interface TrainOptions {
  /** Aborting saves a checkpoint after the update at hand; the outcome is then unfinished. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Milliseconds between checkpoints. */
  readonly checkpointEvery?: number;
}

/**
 * Trains one model in a worker thread of its own, going on from its checkpoint where there is one.
 * @throws PstarError when the training diverges or can't save
 */
export function trainModel(
  job: TrainingJob,
  { signal, onProgress, checkpointEvery }: TrainOptions = {},
): Promise<TrainingOutcome> {
  const signals = newSignals();
  const requestStop = (): void => {
    Atomics.store(signals, stopAt, 1);
  };
  if (signal?.aborted) requestStop();
  signal?.addEventListener("abort", requestStop);
  const workerData: WorkerInput = { job, signals, ...(checkpointEvery !== undefined && { checkpointEvery }) };
  const worker = new Worker(moduleBeside(import.meta.url, "./worker"), { workerData });
  holdExit(signals);
  return new Promise<TrainingOutcome>((resolve, reject) => {
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") onProgress?.(message.progress);
      else if (message.kind === "outcome") resolve(message.outcome);
      else reject(new PstarError(message.message, message));
    });
    worker.on("error", reject);
    worker.on("exit", (code) => {
      freeExit(signals);
      reject(new PstarError(`training ${job.name} ended with code ${code}`));
    });
  }).finally(() => signal?.removeEventListener("abort", requestStop));
}
