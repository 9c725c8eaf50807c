import { PstarError } from "../../errors.ts";
import { type Results, tokenTensor, valuesOf } from "../../onnx/runtime.ts";
import {
  type Decoded,
  type DecodingModel,
  emptyPast,
  encodeSources,
  nextPast,
  type SourceRows,
} from "./decoder.ts";

export interface BeamSearch {
  /** Beams kept at every step. */
  readonly width: number;
  /** Ended beams are ranked by their log-probability / length^penalty; 0 ranks by the log-probability itself. */
  readonly lengthPenalty?: number;
}

interface Beam {
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly total: number;
  readonly ended: boolean;
}

/**
 * Beam search; for every source its `width` best rows, best first.
 * @throws PstarError when there are more beams than tokens
 */
export async function decodeByBeams(
  model: DecodingModel,
  sources: SourceRows,
  { width, lengthPenalty = 0 }: BeamSearch,
): Promise<Decoded[][]> {
  const { config } = model;
  if (width > config.vocabularySize)
    throw new PstarError(`a beam search of width ${width} in a vocabulary of ${config.vocabularySize}`, {
      remedy: "search with fewer beams than tokens",
    });
  const rows = sources.rows * width;
  const source = await encodeSources(model, sources, width);
  const session = await model.step("distribution");
  const start: Beam = { tokens: [], logProbabilities: [], total: 0, ended: false };
  const dead: Beam = { ...start, total: Number.NEGATIVE_INFINITY };
  // One beam of each source is alive at first, else all would be the same.
  let beams: Beam[] = Array.from({ length: rows }, (_, row) => (row % width === 0 ? start : dead));
  let past = emptyPast(config, rows);
  for (let at = 0; at < config.targetLength && beams.some((beam) => !beam.ended); at++) {
    const results = await session.run({
      token: tokenTensor(
        beams.map((beam) => beam.tokens.at(-1) ?? config.startToken),
        [rows, 1],
      ),
      at: tokenTensor([at], [1]),
      ...source,
      ...past,
    });
    const next = Array.from({ length: sources.rows }, (_, i) =>
      bestContinuations(beams, i * width, width, results, config.vocabularySize, config.endToken),
    ).flat();
    beams = next.map(({ beam }) => beam);
    past = nextPast(
      config,
      results,
      next.map(({ parent }) => parent),
    );
  }
  const rank = (beam: Beam) => beam.total / beam.tokens.length ** lengthPenalty;
  return Array.from({ length: sources.rows }, (_, i) =>
    beams
      .slice(i * width, (i + 1) * width)
      .sort((a, b) => rank(b) - rank(a))
      .map((beam) => ({
        tokens: Int32Array.from(beam.tokens),
        logProbabilities: Float32Array.from(beam.logProbabilities),
        finishReason: beam.ended ? ("end" as const) : ("length" as const),
      })),
  );
}

/** The `width` best among all one-token continuations of one source's beams; ended beams stay as they are. */
function bestContinuations(
  beams: readonly Beam[],
  first: number,
  width: number,
  results: Results,
  vocabularySize: number,
  endToken: number | undefined,
): { beam: Beam; parent: number }[] {
  const logProbabilities = valuesOf<Float32Array>(results.logProbabilities);
  const options: { parent: number; token: number; total: number }[] = [];
  for (let parent = first; parent < first + width; parent++) {
    const { total, ended } = beams[parent];
    if (ended) options.push({ parent, token: -1, total });
    else if (total > Number.NEGATIVE_INFINITY)
      for (let token = 0; token < vocabularySize; token++)
        options.push({ parent, token, total: total + logProbabilities[parent * vocabularySize + token] });
  }
  options.sort((a, b) => b.total - a.total);
  return options.slice(0, width).map(({ parent, token, total }) => {
    const beam = beams[parent];
    if (token < 0) return { parent, beam };
    const grown = {
      tokens: [...beam.tokens, token],
      logProbabilities: [...beam.logProbabilities, logProbabilities[parent * vocabularySize + token]],
      total,
      ended: token === endToken,
    };
    return { parent, beam: grown };
  });
}
