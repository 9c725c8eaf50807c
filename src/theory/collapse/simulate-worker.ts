import { parentPort, workerData } from "node:worker_threads";
import { openProducts } from "../linear-algebra/large.ts";
import { runError, type WorkerInput, type WorkerRequest } from "./simulate.ts";

const products = openProducts();

parentPort?.on("message", async (request: WorkerRequest) => {
  if (request === "end") {
    await products.release();
    parentPort?.close();
  } else {
    parentPort?.postMessage(await runError(workerData as WorkerInput, request, products));
  }
});
