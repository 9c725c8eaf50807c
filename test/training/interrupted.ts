import type { TrainingJob } from "../../src/training/job.ts";
import { trainingLoop } from "../../src/training/loop.ts";

/** Goes on with a job until it has been asked so often whether to stop: once at the start, then after every update. */
export function interrupted(job: TrainingJob, questions: number) {
  let asked = 0;
  return trainingLoop(job, { interrupted: () => asked++ >= questions, onProgress: () => {} });
}
