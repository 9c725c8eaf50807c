import {
  createSession,
  type Results,
  type Session,
  tensorOf,
  tokenTensor,
  valuesOf,
} from "../../onnx/runtime.ts";
import type { TransformerConfig } from "../config.ts";
import { headSize } from "../layers/attention.ts";
import type { Weights } from "../parameters.ts";
import { cacheNames, encoderGraph, type StepOutput, stepGraph, takesMask } from "./graphs.ts";

/** One decoded row. */
export interface Decoded {
  /** Without the start token, with the end token where there is one. */
  readonly tokens: Int32Array;
  /** Natural log-probability of each token, at temperature 1. */
  readonly logProbabilities: Float32Array;
  /** "end": the model ended the row; "length": it reached the longest target. */
  readonly finishReason: "end" | "length";
}

/** Source rows of equal length, padded with the model's pad token. */
export interface SourceRows {
  /** rows × sourceLength. */
  readonly tokens: Int32Array;
  readonly rows: number;
}

export type Cache = Readonly<Record<string, Results[string]>>;

/** A model loaded for decoding, its sessions made when first needed. */
export interface DecodingModel {
  readonly config: TransformerConfig;
  encoder(): Promise<Session>;
  step(output: StepOutput): Promise<Session>;
  release(): Promise<void>;
}

/** @param threads of ONNX Runtime, for each operation */
export function decodingModel(config: TransformerConfig, weights: Weights, threads: number): DecodingModel {
  const sessions = new Map<string, Promise<Session>>();
  const session = (name: string, build: () => Uint8Array) => {
    const known = sessions.get(name) ?? createSession(build(), { threads });
    sessions.set(name, known);
    return known;
  };
  return {
    config,
    encoder: () => session("encoder", () => encoderGraph(config, weights)),
    step: (output) => session(output, () => stepGraph(config, weights, output)),
    release: async () => {
      for (const loaded of sessions.values()) await (await loaded).release();
      sessions.clear();
    },
  };
}

/** Keys and values of the sources for every decoder layer, each row repeated `copies` times, and their mask. */
export async function encodeSources(
  model: DecodingModel,
  sources: SourceRows,
  copies: number,
): Promise<Cache> {
  const { config } = model;
  const source = tokenTensor(sources.tokens, [sources.rows, config.sourceLength]);
  const mask = takesMask(config) ? { source_mask: sourceMask(config, sources) } : {};
  const encoded = await (await model.encoder()).run({ source, ...mask });
  const cache = { ...encoded, ...mask };
  if (copies === 1) return cache;
  const rows = Array.from({ length: sources.rows * copies }, (_, row) => Math.floor(row / copies));
  return Object.fromEntries(Object.entries(cache).map(([name, tensor]) => [name, selectRows(tensor, rows)]));
}

/** int64 [rows, sourceLength], 1 for tokens and 0 for padding. */
export function sourceMask({ padToken, sourceLength }: TransformerConfig, { tokens, rows }: SourceRows) {
  return tokenTensor(
    tokens.map((token) => (token === padToken ? 0 : 1)),
    [rows, sourceLength],
  );
}

/** The past before the first token: length 0. */
export function emptyPast(config: TransformerConfig, rows: number): Cache {
  const shape = [rows, config.keyValueHeads ?? config.heads, 0, headSize(config)];
  const names = cacheNames("past", config.decoderLayers);
  return Object.fromEntries(names.map((name) => [name, tensorOf(new Float32Array(0), shape)]));
}

/** This step's keys and values, as the next step's past; `rows` picks and orders them where beams change places. */
export function nextPast(config: TransformerConfig, results: Results, rows?: readonly number[]): Cache {
  const present = cacheNames("present", config.decoderLayers);
  const past = cacheNames("past", config.decoderLayers);
  return Object.fromEntries(
    present.map((name, i) => [past[i], rows === undefined ? results[name] : selectRows(results[name], rows)]),
  );
}

function selectRows(tensor: Results[string], rows: readonly number[]): Results[string] {
  const values = valuesOf<Float32Array | BigInt64Array>(tensor);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const width = bytes.length / tensor.dims[0];
  const selected = new Uint8Array(rows.length * width);
  for (const [i, row] of rows.entries())
    selected.set(bytes.subarray(row * width, (row + 1) * width), i * width);
  const shape = [rows.length, ...tensor.dims.slice(1)];
  return tensor.type === "int64"
    ? tensorOf(new BigInt64Array(selected.buffer), shape)
    : tensorOf(new Float32Array(selected.buffer), shape);
}
