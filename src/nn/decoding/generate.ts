import { type Results, tensorOf, valuesOf } from "../../onnx/runtime.ts";
import { createRandom, type Random } from "../../random/generator.ts";
import { type BeamSearch, decodeByBeams } from "./beam.ts";
import type { Decoded, Decoder, DecodingModel } from "./decoder.ts";
import { type SamplingLimits, sampleToken } from "./sampling.ts";

/** How rows are decoded: by the likeliest token each time, by beam search, or by tokens drawn at random. */
export type Decoding =
  | { readonly method: "greedy" }
  | ({ readonly method: "beam" } & BeamSearch)
  | ({ readonly method: "sample" } & Sampling);

type Counted = { readonly rows: number };

/**
 * Decodes each source into several rows, one source's after another's: drawn at random, one for every one of its seeds, of
 * which all sources have equally many; by beam search as many as there are beams, best first; greedily one.
 */
export async function decodeSources<Sources extends Counted>(
  model: DecodingModel<Sources>,
  sources: Sources,
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
export async function decodeGreedily<Sources extends Counted>(
  model: DecodingModel<Sources>,
  sources: Sources,
): Promise<Decoded[]> {
  const decoder = await model.start(sources, 1, "greedy");
  return decodeRows(decoder, model.endTokens, (results, seat) => ({
    token: Number(valuesOf<BigInt64Array>(results.nextToken!)[seat]),
    logProbability: valuesOf<Float32Array>(results.logProbability!)[seat]!,
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
export async function decodeBySampling<Sources extends Counted>(
  model: DecodingModel<Sources>,
  sources: Sources,
  { temperature, ...limits }: Sampling,
  randoms: readonly Random[],
): Promise<Decoded[]> {
  const { vocabularySize, endTokens } = model;
  const sharpness = tensorOf(Float32Array.of(1 / temperature), []);
  const decoder = await model.start(sources, randoms.length / sources.rows, "sampling", { sharpness });
  const choose: Choose = (results, seat, row) => {
    const start = seat * vocabularySize;
    const probabilities = valuesOf<Float32Array>(results.probabilities!);
    const token = sampleToken(
      probabilities.subarray(start, start + vocabularySize),
      randoms[row]!.uniform(),
      limits,
    );
    return { token, logProbability: valuesOf<Float32Array>(results.logProbabilities!)[start + token]! };
  };
  return decodeRows(decoder, endTokens, choose);
}

/** The next token of a row, which has a seat among those still decoded. */
type Choose = (results: Results, seat: number, row: number) => { token: number; logProbability: number };

/** Rows that have ended leave the batch when they are this share of it: each leaving moves the caches of those that stay. */
const leavingShare = 0.25;

/** Decodes all rows token by token. */
async function decodeRows(
  decoder: Decoder,
  endTokens: readonly number[],
  choose: Choose,
): Promise<Decoded[]> {
  const ends = new Set(endTokens);
  const rows = Array.from(decoder.longest, (longest, index) => ({
    index,
    longest,
    tokens: [] as number[],
    logProbabilities: [] as number[],
    isRunning: longest > 0,
  }));
  let seats = rows;
  let current: Int32Array | undefined;
  while (true) {
    const staying = [...seats.keys()].filter((seat) => seats[seat]!.isRunning);
    if (staying.length === 0) break;
    if (seats.length - staying.length >= leavingShare * seats.length) {
      decoder.keep(staying);
      seats = staying.map((seat) => seats[seat]!);
      current &&= Int32Array.from(seats, ({ tokens }) => tokens.at(-1)!);
    }
    const results = await decoder.step(current);
    current = new Int32Array(seats.length);
    for (let seat = 0; seat < seats.length; seat++) {
      const row = seats[seat]!;
      if (!row.isRunning) continue;
      const { token, logProbability } = choose(results, seat, row.index);
      current[seat] = token;
      row.tokens.push(token);
      row.logProbabilities.push(logProbability);
      row.isRunning = !ends.has(token) && row.tokens.length < row.longest;
    }
  }
  return rows.map(({ tokens, logProbabilities }) => ({
    tokens: new Int32Array(tokens),
    logProbabilities: new Float32Array(logProbabilities),
    finishReason: ends.has(tokens.at(-1)!) ? "end" : "length",
  }));
}
