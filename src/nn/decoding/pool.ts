import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { PstarError } from "../../errors.ts";
import { freeExit, holdExit, newSignals } from "../../exit.ts";
import { moduleBeside } from "../../modules.ts";
import type { CausalDecodingOptions } from "../causal/decoding/model.ts";
import type { TokenRows } from "../causal/decoding/token-rows.ts";
import type { Model } from "../model-folder.ts";
import type { Decoded, SourceRows } from "./decoder.ts";
import type { Decoding } from "./generate.ts";
import type { DecodedSources, Task, WorkerInput, WorkerRequest } from "./worker.ts";

/** Threads that decode with one model, beside the one that asks: ONNX Runtime blocks the thread it is called from. */
export interface DecodingPool<Sources> {
  /** Decodes a batch in the next free thread; see `decodeSources`. */
  decode(sources: Sources, seeds: readonly number[]): Promise<Decoded[]>;
  release(): Promise<void>;
}

/**
 * At the size of one batch of a small encoder–decoder a second thread inside ONNX Runtime gains little: so each thread of the
 * pool decodes whole batches alone.
 */
export function decodingPool(model: Model, decoding: Decoding, size: number): DecodingPool<SourceRows> {
  return poolOf({ kind: "encoder-decoder", model, decoding }, size);
}

/**
 * A decoder-only model is large, so there is one of it: a thread that reads its folder and has ONNX Runtime share each operation
 * among `options.threads`.
 */
export function causalDecodingPool(
  folder: string,
  options: CausalDecodingOptions,
  decoding: Decoding,
): DecodingPool<TokenRows> {
  return poolOf({ kind: "causal", folder, options, decoding }, 1);
}

function poolOf<Sources extends DecodedSources>(task: Task, size: number): DecodingPool<Sources> {
  // A thread starts with its first batch: few batches need few threads.
  const seats: Seat[] = [];
  let next = 0;
  return {
    decode(sources, seeds) {
      if (next < size) seats.push(takeSeat(task));
      const seat = seats[next++ % size]!;
      const answer = seat.turn.then(() => ask(seat, sources, seeds));
      seat.turn = answer.catch(() => {});
      return answer;
    },
    async release() {
      await Promise.all(seats.map(leave));
    },
  };
}

/** A thread, the batch it is at, and its end, which rejects unless it was asked for. */
interface Seat {
  readonly worker: Worker;
  readonly ended: Promise<void>;
  turn: Promise<unknown>;
}

function takeSeat(task: Task): Seat {
  const signals = newSignals();
  const workerData: WorkerInput = { ...task, signals };
  const worker = new Worker(moduleBeside(import.meta.url, "./worker"), { workerData });
  holdExit(signals);
  worker.once("exit", () => freeExit(signals));
  const ended = new Promise<void>((resolve, reject) => {
    worker.once("error", (cause) =>
      reject(new PstarError(`a decoding thread failed: ${cause.message}`, { cause })),
    );
    worker.once("exit", resolve);
  });
  ended.catch(() => {});
  return { worker, ended, turn: Promise.resolve() };
}

async function ask(
  { worker, ended }: Seat,
  sources: DecodedSources,
  seeds: readonly number[],
): Promise<Decoded[]> {
  const request: WorkerRequest = { kind: "decode", sources, seeds };
  const answer = once(worker, "message").then(([rows]) => rows as Decoded[]);
  answer.catch(() => {});
  worker.postMessage(request);
  const rows = await Promise.race([answer, ended]);
  if (rows === undefined) throw new PstarError("a decoding thread ended before its answer");
  return rows;
}

async function leave({ worker, ended, turn }: Seat): Promise<void> {
  const request: WorkerRequest = { kind: "end" };
  await turn;
  worker.postMessage(request);
  // How it ended has been told to whoever waited for an answer.
  await ended.catch(() => {});
}
