import { parentPort, workerData } from "node:worker_threads";
import type { Model } from "../model-folder.ts";
import { decodingModel, type SourceRows } from "./decoder.ts";
import { type Decoding, decodeSources } from "./generate.ts";

export interface WorkerInput {
  readonly model: Model;
  readonly decoding: Decoding;
}

/** A batch to decode, or the wish that the thread ends. */
export type WorkerRequest =
  | { readonly kind: "decode"; readonly sources: SourceRows; readonly seeds: readonly number[] }
  | { readonly kind: "end" };

const { model, decoding } = workerData as WorkerInput;
const loaded = decodingModel(model.config, model.weights, 1);

parentPort?.on("message", async (request: WorkerRequest) => {
  if (request.kind === "decode") {
    parentPort?.postMessage(await decodeSources(loaded, request.sources, decoding, request.seeds));
  } else {
    // A thread that ends with a session of ONNX Runtime alive may take the process along.
    await loaded.release();
    parentPort?.close();
  }
});
