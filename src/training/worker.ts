import { parentPort, workerData } from "node:worker_threads";
import { PstarError } from "../errors.ts";
import { begin, end, type Signals, stopAt } from "../exit.ts";
import type { TrainingJob, TrainingOutcome, TrainingProgress } from "./job.ts";
import { trainingLoop } from "./loop.ts";

/** What the worker is given. ONNX Runtime blocks its thread, so the wish to stop comes through shared memory. */
export interface WorkerInput {
  readonly job: TrainingJob;
  readonly signals: Signals;
  readonly checkpointEvery?: number;
}

export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: TrainingProgress }
  | { readonly kind: "outcome"; readonly outcome: TrainingOutcome }
  | { readonly kind: "error"; readonly message: string; readonly where?: string; readonly remedy?: string };

const { job, signals, checkpointEvery } = workerData as WorkerInput;
const post = (message: WorkerMessage): void => parentPort?.postMessage(message);

if (begin(signals)) await train();

async function train(): Promise<void> {
  try {
    const outcome = await trainingLoop(job, {
      interrupted: () => Atomics.load(signals, stopAt) !== 0,
      onProgress: (progress) => post({ kind: "progress", progress }),
      ...(checkpointEvery !== undefined && { checkpointEvery }),
    });
    post({ kind: "outcome", outcome });
  } catch (error) {
    if (!(error instanceof PstarError)) throw error;
    const { message, where, remedy } = error;
    post({ kind: "error", message, ...(where && { where }), ...(remedy && { remedy }) });
  } finally {
    end(signals);
  }
}
