import type { Random } from "../../src/random/generator.ts";

/** A text with gaps, and the sentence that they are in. */
export interface Corrupted {
  /** Its pieces in order; null is a gap. */
  readonly input: readonly (string | null)[];
  readonly output: string;
}

const wholeGap = 0.35;
/**
 * A sentence to restore: taken out of its text whole, which asks what the rest says of it (as Zhang et al. 2020, PEGASUS,
 * do), or with words of it left out, which asks to find it and to copy.
 */
export function corrupted(text: string, random: Random): Corrupted {
  const sentences = sentencesOf(text);
  const at = random.integer(sentences.length);
  const output = sentences[at]!.trim();
  const gaps = random.uniform() < wholeGap ? [null] : withGaps(output, 0.2 + 0.5 * random.uniform(), random);
  const before = sentences.slice(0, at).join("").trimEnd();
  const after = sentences.slice(at + 1).join("");
  return {
    input: [
      ...(before === "" ? [] : [before]),
      ...(before === "" ? gaps : spaced(gaps)),
      ...(after === "" ? [] : [` ${after.trimStart()}`]),
    ],
    output,
  };
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const sentencesOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Words of a sentence as pieces, those left out as gaps; gaps side by side are one. */
function withGaps(sentence: string, share: number, random: Random): (string | null)[] {
  const words = sentence.split(/(?= )/).map((word) => (random.uniform() < share ? null : word));
  return words.filter((word, i) => word !== null || words[i - 1] !== null || i === 0);
}

const spaced = (pieces: readonly (string | null)[]): (string | null)[] =>
  pieces[0] === null || pieces[0] === undefined
    ? [...pieces]
    : [` ${pieces[0].trimStart()}`, ...pieces.slice(1)];
