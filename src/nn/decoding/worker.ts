import { parentPort, workerData } from "node:worker_threads";
import { type CausalDecodingOptions, causalDecodingModel } from "../causal/decoding/model.ts";
import type { TokenRows } from "../causal/decoding/token-rows.ts";
import { readCausalFolder } from "../causal/folder.ts";
import type { Model } from "../model-folder.ts";
import { type DecodingModel, decodingModel, type SourceRows } from "./decoder.ts";
import { type Decoding, decodeSources } from "./generate.ts";

export type WorkerInput = { readonly decoding: Decoding } & (
  | { readonly kind: "encoder-decoder"; readonly model: Model }
  | { readonly kind: "causal"; readonly folder: string; readonly options: CausalDecodingOptions }
);

/** What the kind of model at hand decodes from. */
export type DecodedSources = SourceRows | TokenRows;

/** A batch to decode, or the wish that the thread ends. */
export type WorkerRequest =
  | { readonly kind: "decode"; readonly sources: DecodedSources; readonly seeds: readonly number[] }
  | { readonly kind: "end" };

const input = workerData as WorkerInput;
const loaded = load(input) as DecodingModel<DecodedSources>;

function load(input: WorkerInput): DecodingModel<SourceRows> | DecodingModel<TokenRows> {
  if (input.kind === "causal") return causalDecodingModel(readCausalFolder(input.folder), input.options);
  return decodingModel(input.model.config, input.model.weights, 1);
}

parentPort?.on("message", async (request: WorkerRequest) => {
  if (request.kind === "decode") {
    parentPort?.postMessage(await decodeSources(loaded, request.sources, input.decoding, request.seeds));
  } else {
    // A thread that ends with a session of ONNX Runtime alive may take the process along.
    await loaded.release();
    parentPort?.close();
  }
});
