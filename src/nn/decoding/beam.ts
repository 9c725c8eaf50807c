import { PstarError } from "../../errors.ts";
import { valuesOf } from "../../onnx/runtime.ts";
import type { Decoded, DecodingModel } from "./decoder.ts";

export interface BeamSearch {
  /** Beams kept at every step. */
  readonly width: number;
  /** Ended beams are ranked by their log-probability / length^penalty; 0 ranks by the log-probability itself. */
  readonly lengthPenalty?: number;
}

/** What a beam wrote, and the row of the batch it did so in. */
interface Beam {
  readonly row: number;
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly total: number;
}

interface EndedBeam extends Beam {
  readonly score: number;
  readonly finishReason: Decoded["finishReason"];
}

/** One source's beams, best first, and those of all that ended which rank highest. */
interface Search {
  readonly longest: number;
  readonly running: readonly Beam[];
  readonly ended: readonly EndedBeam[];
}

/**
 * Beam search as Hugging Face's `transformers` does it: a beam that ends makes room for another, and a source is done when its
 * best beam, were it to end as it is, would not be among the `width` best that have. For every source these, best first.
 * @throws PstarError when there are more beams than tokens
 */
export async function decodeByBeams<Sources extends { readonly rows: number }>(
  model: DecodingModel<Sources>,
  sources: Sources,
  { width, lengthPenalty = 0 }: BeamSearch,
): Promise<Decoded[][]> {
  const { vocabularySize, endTokens } = model;
  if (width > vocabularySize)
    throw new PstarError(`a beam search of width ${width} in a vocabulary of ${vocabularySize}`, {
      remedy: "search with fewer beams than tokens",
    });
  const decoder = await model.start(sources, 1, "distribution");
  const grow = growth(new Set(endTokens), width, lengthPenalty);
  // So many that `width` are left to go on with when each of those ends in every way it can.
  const candidates = Math.max(2, 1 + endTokens.length) * width;
  const searches = Array.from(decoder.longest, (longest, row) => startedSearch(longest, row, width));
  const isOpen = (source: number) => searches[source]!.running.length > 0;
  let open = [...searches.keys()].filter(isOpen);
  while (open.length > 0) {
    const beams = open.flatMap((source) => searches[source]!.running);
    decoder.keep(beams.map(({ row }) => row));
    const isFirst = beams[0]!.tokens.length === 0;
    const results = await decoder.step(
      isFirst ? undefined : Int32Array.from(beams, ({ tokens }) => tokens.at(-1)!),
    );
    const logProbabilities = valuesOf<Float32Array>(results.logProbabilities!);
    let row = 0;
    for (const source of open) {
      const search = searches[source]!;
      const best = bestContinuations(search.running, row, logProbabilities, vocabularySize, candidates);
      row += search.running.length;
      searches[source] = grow(search, best);
    }
    open = open.filter(isOpen);
  }
  return searches.map(({ ended }) =>
    ended.map(({ tokens, logProbabilities, finishReason }) => ({
      tokens: Int32Array.from(tokens),
      logProbabilities: Float32Array.from(logProbabilities),
      finishReason,
    })),
  );
}

function startedSearch(longest: number, row: number, width: number): Search {
  const start: Beam = { row, tokens: [], logProbabilities: [], total: 0 };
  if (longest > 0) return { longest, running: [start], ended: [] };
  return { longest, running: [], ended: Array(width).fill({ ...start, score: 0, finishReason: "length" }) };
}

/** How a search goes on from its beams' best continuations: without beams once it is done. */
function growth(ends: ReadonlySet<number>, width: number, lengthPenalty: number) {
  const score = ({ total, tokens }: Beam) => total / tokens.length ** lengthPenalty;
  return ({ longest, ended: before }: Search, best: readonly Beam[]): Search => {
    const reasonOf = ({ tokens }: Beam) => {
      if (ends.has(tokens.at(-1)!)) return "end";
      return tokens.length === longest ? "length" : undefined;
    };
    const ending = best.slice(0, width).flatMap((beam): EndedBeam[] => {
      const finishReason = reasonOf(beam);
      return finishReason === undefined ? [] : [{ ...beam, score: score(beam), finishReason }];
    });
    const ended = [...before, ...ending].sort((a, b) => b.score - a.score).slice(0, width);
    const running = best.filter((beam) => reasonOf(beam) === undefined).slice(0, width);
    const canImprove =
      ended.length < width || (running.length > 0 && score(running[0]!) > ended[width - 1]!.score);
    return { longest, running: canImprove ? running : [], ended };
  };
}

/** The best one-token continuations of one source's beams, which lie in rows from `first` on, best first. */
function bestContinuations(
  beams: readonly Beam[],
  first: number,
  logProbabilities: Float32Array,
  vocabularySize: number,
  count: number,
): Beam[] {
  const best: { beam: number; token: number; total: number }[] = [];
  for (const [beam, { total: before }] of beams.entries()) {
    const start = (first + beam) * vocabularySize;
    for (let token = 0; token < vocabularySize; token++) {
      const total = before + logProbabilities[start + token]!;
      if (best.length === count) {
        if (total <= best[count - 1]!.total) continue;
        best.pop();
      }
      const place = best.findLastIndex((other) => other.total >= total) + 1;
      best.splice(place, 0, { beam, token, total });
    }
  }
  return best.map(({ beam, token, total }) => ({
    row: first + beam,
    tokens: [...beams[beam]!.tokens, token],
    logProbabilities: [
      ...beams[beam]!.logProbabilities,
      logProbabilities[(first + beam) * vocabularySize + token]!,
    ],
    total,
  }));
}
