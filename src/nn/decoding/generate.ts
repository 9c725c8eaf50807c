import { type Results, tensorOf, tokenTensor, valuesOf } from "../../onnx/runtime.ts";
import { createRandom, type Random } from "../../random/generator.ts";
import { type BeamSearch, decodeByBeams } from "./beam.ts";
import {
  type Decoded,
  type DecodingModel,
  emptyPast,
  encodeSources,
  nextPast,
  type SourceRows,
} from "./decoder.ts";
import { type SamplingLimits, sampleToken } from "./sampling.ts";

/** How rows are decoded: by the likeliest token each time, by beam search, or by tokens drawn at random. */
export type Decoding =
  | { readonly method: "greedy" }
  | ({ readonly method: "beam" } & BeamSearch)
  | ({ readonly method: "sample" } & Sampling);

/**
 * Decodes each source into several rows, one source's after another's: drawn at random, one for every one of its seeds, of
 * which all sources have equally many; by beam search as many as there are beams, best first; greedily one.
 */
export async function decodeSources(
  model: DecodingModel,
  sources: SourceRows,
  decoding: Decoding,
  seeds: readonly number[],
): Promise<Decoded[]> {
  switch (decoding.method) {
    case "greedy":
      return decodeGreedily(model, sources);
    case "beam":
      return (await decodeByBeams(model, sources, decoding)).flat();
    case "sample":
      return decodeBySampling(model, sources, decoding, seeds.map(createRandom));
  }
}

/** The likeliest token at every step. */
export function decodeGreedily(model: DecodingModel, sources: SourceRows): Promise<Decoded[]> {
  return decodeRows(model, sources, 1, "greedy", {}, (results, row) => ({
    token: Number(valuesOf<BigInt64Array>(results.nextToken)[row]),
    logProbability: valuesOf<Float32Array>(results.logProbability)[row],
  }));
}

export interface Sampling extends SamplingLimits {
  /** Above 0; 1 samples the model's own distribution. */
  readonly temperature: number;
}

/**
 * Random rows.
 * @param randoms one stream a row; with k × rows streams, k rows are drawn for every source, those of one source in sequence
 */
export function decodeBySampling(
  model: DecodingModel,
  sources: SourceRows,
  { temperature, ...limits }: Sampling,
  randoms: readonly Random[],
): Promise<Decoded[]> {
  const { vocabularySize } = model.config;
  const sharpness = tensorOf(Float32Array.of(1 / temperature), []);
  return decodeRows(
    model,
    sources,
    randoms.length / sources.rows,
    "sampling",
    { sharpness },
    (results, row) => {
      const start = row * vocabularySize;
      const probabilities = valuesOf<Float32Array>(results.probabilities);
      const token = sampleToken(
        probabilities.subarray(start, start + vocabularySize),
        randoms[row].uniform(),
        limits,
      );
      return { token, logProbability: valuesOf<Float32Array>(results.logProbabilities)[start + token] };
    },
  );
}

type Choose = (results: Results, row: number) => { token: number; logProbability: number };

/** Decodes all rows token by token; a row that has ended is carried along but no longer changes. */
async function decodeRows(
  model: DecodingModel,
  sources: SourceRows,
  copies: number,
  output: "greedy" | "sampling",
  extraFeeds: Readonly<Record<string, Results[string]>>,
  choose: Choose,
): Promise<Decoded[]> {
  const { config } = model;
  const { targetLength, endToken } = config;
  const rows = sources.rows * copies;
  const source = await encodeSources(model, sources, copies);
  const session = await model.step(output);
  const tokens = new Int32Array(rows * targetLength);
  const logProbabilities = new Float32Array(rows * targetLength);
  const lengths = new Int32Array(rows).fill(targetLength);
  const current = new Int32Array(rows).fill(config.startToken);
  let running = rows;
  let past = emptyPast(config, rows);
  for (let at = 0; at < targetLength && running > 0; at++) {
    const results = await session.run({
      token: tokenTensor(current, [rows, 1]),
      at: tokenTensor([at], [1]),
      ...source,
      ...past,
      ...extraFeeds,
    });
    for (let row = 0; row < rows; row++) {
      if (lengths[row] <= at) continue;
      const { token, logProbability } = choose(results, row);
      current[row] = token;
      tokens[row * targetLength + at] = token;
      logProbabilities[row * targetLength + at] = logProbability;
      if (token === endToken) {
        lengths[row] = at + 1;
        running--;
      }
    }
    past = nextPast(config, results);
  }
  return Array.from(lengths, (length, row) => {
    const start = row * targetLength;
    const last = tokens[start + length - 1];
    return {
      tokens: tokens.slice(start, start + length),
      logProbabilities: logProbabilities.slice(start, start + length),
      finishReason: last === endToken ? "end" : "length",
    };
  });
}
