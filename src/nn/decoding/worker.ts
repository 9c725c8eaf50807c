import { parentPort, workerData } from "node:worker_threads";
import type { Model } from "../model-folder.ts";
import { type Decoded, decodingModel, type SourceRows } from "./decoder.ts";
import { type Decoding, decodeSources } from "./generate.ts";

export interface WorkerInput {
  readonly model: Model;
  readonly decoding: Decoding;
}

export interface WorkerRequest {
  readonly sources: SourceRows;
  readonly seeds: readonly number[];
}

const { model, decoding } = workerData as WorkerInput;
const loaded = decodingModel(model.config, model.weights, 1);

parentPort?.on("message", async ({ sources, seeds }: WorkerRequest) => {
  const rows: Decoded[] = await decodeSources(loaded, sources, decoding, seeds);
  parentPort?.postMessage(rows);
});
