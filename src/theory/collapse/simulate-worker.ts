import { parentPort, workerData } from "node:worker_threads";
import { type Run, runError, type WorkerInput } from "./simulate.ts";

parentPort?.on("message", (run: Run) => parentPort?.postMessage(runError(workerData as WorkerInput, run)));
