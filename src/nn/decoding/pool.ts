import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { moduleBeside } from "../../modules.ts";
import type { Model } from "../model-folder.ts";
import type { Decoded, SourceRows } from "./decoder.ts";
import type { Decoding } from "./generate.ts";
import type { WorkerInput, WorkerRequest } from "./worker.ts";

/** Several threads that decode with one model, each on a core of its own. */
export interface DecodingPool {
  /** Batches that can be decoded at once. */
  readonly size: number;
  /** Decodes a batch in the next free thread; see `decodeSources`. */
  decode(sources: SourceRows, seeds: readonly number[]): Promise<Decoded[]>;
  release(): Promise<void>;
}

/**
 * ONNX Runtime blocks the thread it is called from, and at the size of one batch of a small model a second thread inside
 * it gains little: so each thread of the pool decodes whole batches alone.
 */
export function decodingPool(model: Model, decoding: Decoding, size: number): DecodingPool {
  const workerData: WorkerInput = { model, decoding };
  const workers = Array.from(
    { length: size },
    () => new Worker(moduleBeside(import.meta.url, "./worker"), { workerData }),
  );
  const turns: Promise<unknown>[] = workers.map(() => Promise.resolve());
  let next = 0;
  return {
    size,
    decode(sources, seeds) {
      const turn = next++ % size;
      const request: WorkerRequest = { sources, seeds };
      const answer = turns[turn].then(() => ask(workers[turn], request));
      turns[turn] = answer.catch(() => {});
      return answer;
    },
    async release() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

async function ask(worker: Worker, request: WorkerRequest): Promise<Decoded[]> {
  worker.postMessage(request);
  // `once` rejects when the worker reports an error instead.
  const [rows] = (await once(worker, "message")) as [Decoded[]];
  return rows;
}
