import { parentPort, workerData } from "node:worker_threads";
import { openProducts } from "../linear-algebra/large.ts";
import { runError, type WorkerInput, type WorkerRequest } from "./simulate.ts";

const products = openProducts();
let turn = Promise.resolve();

// One request after the other: the wish to end may come amid a run that still needs its sessions.
parentPort?.on("message", (request: WorkerRequest) => {
  turn = turn.then(() => answer(request));
});

async function answer(request: WorkerRequest): Promise<void> {
  if (request === "end") {
    await products.release();
    parentPort?.close();
  } else {
    parentPort?.postMessage(await runError(workerData as WorkerInput, request, products));
  }
}
