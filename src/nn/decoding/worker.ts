import { parentPort, workerData } from "node:worker_threads";
import { begin, rest, type Signals, stopAt } from "../../exit.ts";
import { type CausalDecodingOptions, causalDecodingModel } from "../causal/decoding/model.ts";
import type { TokenRows } from "../causal/decoding/token-rows.ts";
import { readCausalFolder } from "../causal/folder.ts";
import type { Model } from "../model-folder.ts";
import { type DecodingModel, decodingModel, type SourceRows } from "./decoder.ts";
import { type Decoding, decodeSources } from "./generate.ts";

/** A model, and how it decodes. */
export type Task = { readonly decoding: Decoding } & (
  | { readonly kind: "encoder-decoder"; readonly model: Model }
  | { readonly kind: "causal"; readonly folder: string; readonly options: CausalDecodingOptions }
);

export type WorkerInput = Task & { readonly signals: Signals };

/** What the kind of model at hand decodes from. */
export type DecodedSources = SourceRows | TokenRows;

/** A batch to decode, or the wish that the thread ends. */
export type WorkerRequest =
  | { readonly kind: "decode"; readonly sources: DecodedSources; readonly seeds: readonly number[] }
  | { readonly kind: "end" };

const input = workerData as WorkerInput;
const loaded = load(input) as DecodingModel<DecodedSources>;

/** The model at hand, which takes no further step once the process exits. */
const stoppable: DecodingModel<DecodedSources> = {
  ...loaded,
  async start(...asked) {
    const decoder = await loaded.start(...asked);
    return {
      ...decoder,
      step(tokens) {
        if (Atomics.load(input.signals, stopAt) !== 0) throw new Error("the process is exiting");
        return decoder.step(tokens);
      },
    };
  },
};

function load(input: WorkerInput): DecodingModel<SourceRows> | DecodingModel<TokenRows> {
  if (input.kind === "causal") return causalDecodingModel(readCausalFolder(input.folder), input.options);
  return decodingModel(input.model.config, input.model.weights, 1);
}

parentPort?.on("message", async (request: WorkerRequest) => {
  if (request.kind === "decode") {
    if (!begin(input.signals)) return;
    try {
      parentPort?.postMessage(await decodeSources(stoppable, request.sources, input.decoding, request.seeds));
    } catch (error) {
      // The process is exiting: nobody waits for these rows.
      if (Atomics.load(input.signals, stopAt) === 0) throw error;
    } finally {
      rest(input.signals);
    }
  } else {
    // A thread that ends with a session of ONNX Runtime alive may take the process along.
    await loaded.release();
    parentPort?.close();
  }
});
