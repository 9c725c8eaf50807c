import {
  createSession,
  type Feeds,
  type Results,
  type Session,
  tensorOf,
  tokenTensor,
} from "../../onnx/runtime.ts";
import type { TransformerConfig } from "../config.ts";
import { headSize } from "../layers/attention.ts";
import type { Weights } from "../parameters.ts";
import { cacheNames, encoderGraph, type StepOutput, stepGraph, takesMask } from "./graphs.ts";
import { areUnchanged, selectedRows } from "./rows.ts";

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

/** Rows being decoded side by side: what greedy decoding, sampling and beam search ask of an architecture. */
export interface Decoder {
  /** Most tokens that each row may get. */
  readonly longest: Int32Array;
  /** What follows the sources, at the first step, and then one more token of every row; see `StepOutput`. */
  step(tokens?: Int32Array): Promise<Results>;
  /** Goes on with these rows alone, in this order; one may go on several times. */
  keep(rows: readonly number[]): void;
}

/** A model loaded for decoding, its sessions made when first needed. */
export interface DecodingModel<Sources extends { readonly rows: number }> {
  readonly vocabularySize: number;
  /** Any of them ends a row. */
  readonly endTokens: readonly number[];
  /**
   * @param copies rows to be decoded for each source, one source's after another's
   * @param feeds what the output asks for, at every step
   */
  start(sources: Sources, copies: number, output: StepOutput, feeds?: Feeds): Promise<Decoder>;
  release(): Promise<void>;
}

/**
 * Decodes with an encoder–decoder.
 * @param threads of ONNX Runtime, for each operation
 */
export function decodingModel(
  config: TransformerConfig,
  weights: Weights,
  threads: number,
): DecodingModel<SourceRows> {
  const sessions = new Map<string, Promise<Session>>();
  const session = (name: string, build: () => Uint8Array) => {
    const known = sessions.get(name) ?? createSession(build(), { threads });
    sessions.set(name, known);
    return known;
  };
  const encoder = () => session("encoder", () => encoderGraph(config, weights));
  return {
    vocabularySize: config.vocabularySize,
    endTokens: config.endToken === undefined ? [] : [config.endToken],
    async start(sources, copies, output, feeds = {}) {
      const source = await encodeSources(config, await encoder(), sources, copies);
      const step = await session(output, () => stepGraph(config, weights, output));
      return crossDecoder(config, step, source, sources.rows * copies, feeds);
    },
    release: async () => {
      for (const loaded of sessions.values()) await (await loaded).release();
      sessions.clear();
    },
  };
}

function crossDecoder(
  config: TransformerConfig,
  session: Session,
  sources: Feeds,
  rows: number,
  feeds: Feeds,
): Decoder {
  let source = sources;
  let sourceOf: readonly number[] = [...Array(rows).keys()];
  let past = emptyPast(config, rows);
  let at = 0;
  return {
    longest: new Int32Array(rows).fill(config.targetLength),
    async step(tokens = new Int32Array(sourceOf.length).fill(config.startToken)) {
      const token = tokenTensor(tokens, [tokens.length, 1]);
      const results = await session.run({
        token,
        at: tokenTensor([at++], [1]),
        ...source,
        ...past,
        ...feeds,
      });
      past = nextPast(config, results);
      return results;
    },
    keep(kept) {
      const before = sourceOf;
      const isSame = (rows: readonly number[]) =>
        rows.length === before.length && rows.every((row, i) => row === before[i]);
      if (areUnchanged(kept, before.length)) return;
      past = selectedRows(past, kept);
      sourceOf = kept.map((row) => before[row]!);
      if (!isSame(sourceOf)) source = selectedRows(source, kept);
    },
  };
}

/** Keys and values of the sources for every decoder layer, each row repeated `copies` times, and their mask. */
async function encodeSources(
  config: TransformerConfig,
  encoder: Session,
  sources: SourceRows,
  copies: number,
): Promise<Feeds> {
  const source = tokenTensor(sources.tokens, [sources.rows, config.sourceLength]);
  const mask = takesMask(config) ? { source_mask: sourceMask(config, sources) } : {};
  const cache = { ...(await encoder.run({ source, ...mask })), ...mask };
  if (copies === 1) return cache;
  const rows = Array.from({ length: sources.rows * copies }, (_, row) => Math.floor(row / copies));
  return selectedRows(cache, rows);
}

/** int64 [rows, sourceLength], 1 for tokens and 0 for padding. */
export function sourceMask({ padToken, sourceLength }: TransformerConfig, { tokens, rows }: SourceRows) {
  return tokenTensor(
    tokens.map((token) => (token === padToken ? 0 : 1)),
    [rows, sourceLength],
  );
}

/** The past before the first token: length 0. */
function emptyPast(config: TransformerConfig, rows: number): Feeds {
  const shape = [rows, config.keyValueHeads ?? config.heads, 0, headSize(config)];
  const names = cacheNames("past", config.decoderLayers);
  return Object.fromEntries(names.map((name) => [name, tensorOf(new Float32Array(0), shape)]));
}

/** This step's keys and values, as the next step's past. */
function nextPast(config: TransformerConfig, results: Results): Feeds {
  const present = cacheNames("present", config.decoderLayers);
  const past = cacheNames("past", config.decoderLayers);
  return Object.fromEntries(present.map((name, i) => [past[i]!, results[name]!]));
}
