import { PstarError } from "../../errors.ts";
import { createInterner } from "./interner.ts";
import { lcsLength } from "./lcs.ts";
import { ngramHits, wordHits } from "./overlap.ts";
import { createRoom, withZeros } from "./room.ts";
import { summaryHits } from "./summary-lcs.ts";
import { createWordReader, readWords, trimWords, type Words } from "./words.ts";

/** How much of the prediction the reference has, how much of the reference the prediction has, and their harmonic mean. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/**
 * `rouge1` … `rouge9`: n-grams of so many words; `rougeL`: longest common subsequence; `rougeLsum`: the same line by line,
 * for texts with a sentence a line.
 */
export type RougeKind = `rouge${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | "rougeL" | "rougeLsum";

export interface RougeOptions<Kind extends RougeKind = RougeKind> {
  readonly kinds: readonly Kind[];
  /** Whether words are compared by their Porter stems; false by default. */
  readonly stem?: boolean;
}

export type RougeScores<Kind extends RougeKind> = Readonly<Record<Kind, RougeScore>>;

/** Scores one prediction against its reference or references. */
export type RougeScorer<Kind extends RougeKind> = (
  prediction: string,
  references: string | readonly string[],
) => RougeScores<Kind>;

/**
 * ROUGE (Lin 2004) as Google's `rouge_score` has it, number for number. Of several references, each kind takes the one with
 * the highest F. For many pairs, `rougeScorer` is quicker.
 *
 * @returns shares in [0, 1]; all 0 where there is nothing to compare
 * @throws PstarError when there is no reference
 */
export function rouge<Kind extends RougeKind>(
  prediction: string,
  references: string | readonly string[],
  options: RougeOptions<Kind>,
): RougeScores<Kind> {
  return rougeScorer(options)(prediction, references);
}

/** `rouge` for many pairs: what it has learnt of words and their stems, at most some 65,000, it keeps for the next pair. */
export function rougeScorer<Kind extends RougeKind>({
  kinds,
  stem = false,
}: RougeOptions<Kind>): RougeScorer<Kind> {
  const reader = createWordReader(stem);
  const grams = createInterner();
  const room = createRoom();

  const measureOf = (kind: RougeKind): ((prediction: Words, reference: Words) => RougeScore) => {
    if (kind === "rougeL") {
      return ({ ids: a }, { ids: b }) => scoreOf(lcsLength(a, b, room), a.length, b.length);
    }
    if (kind === "rougeLsum") {
      return (a, b) => scoreOf(summaryHits(a, b, room), a.ids.length, b.ids.length);
    }
    const n = Number(kind.slice("rouge".length));
    return ({ ids: a }, { ids: b }) => {
      const hits = n === 1 ? wordHits(a, b, room) : ngramHits(a, b, n, grams, room);
      return scoreOf(hits, a.length - n + 1, b.length - n + 1);
    };
  };
  const measures = kinds.map((kind) => [kind, measureOf(kind)] as const);

  return (prediction, references) => {
    trimWords(reader);
    const predicted = readWords(reader, prediction);
    const wanted = (typeof references === "string" ? [references] : references).map((one) =>
      readWords(reader, one),
    );
    withZeros(room, reader.chains.size);
    if (wanted.length === 0) throw new PstarError("no reference to compare with", { where: "rouge" });
    const scores: Partial<Record<Kind, RougeScore>> = {};
    for (const [kind, measure] of measures) {
      let best = measure(predicted, wanted[0]!);
      for (let i = 1; i < wanted.length; i++) {
        const score = measure(predicted, wanted[i]!);
        if (score.f > best.f) best = score;
      }
      scores[kind] = best;
    }
    return scores as RougeScores<Kind>;
  };
}

function scoreOf(hits: number, predicted: number, wanted: number): RougeScore {
  const precision = hits / Math.max(predicted, 1);
  const recall = hits / Math.max(wanted, 1);
  return { precision, recall, f: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
