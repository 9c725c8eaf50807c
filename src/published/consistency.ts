import { classify, type Judge, type Pair, roomForPremise } from "./entailment.ts";

/** An article, say, and the text that ought to follow from it. */
export interface Claim {
  readonly premise: string;
  readonly text: string;
}

/** How well a sentence follows from its premise. */
export interface Support {
  /** Largest P(entailment) by any window of the premise. */
  readonly entailed: number;
  /** Largest P(contradiction) by any window of the premise. */
  readonly contradicted: number;
}

/**
 * Each sentence of each text against its premise. A premise that is longer than the model reads is split into windows of whole
 * sentences and the strongest one counts, as in SummaC's zero-shot model (Laban et al. 2022, section 3.2).
 *
 * @returns one entry a sentence; none for a text without any
 */
export async function supports(
  judge: Judge,
  claims: readonly Claim[],
  batchSize: number,
): Promise<Support[][]> {
  const questions = claims.map((claim) => pairsOf(judge, claim));
  const probabilities = await classify(judge, questions.flat(2), batchSize);
  let next = 0;
  return questions.map((sentences) =>
    sentences.map((windows) => {
      const rows = probabilities.slice(next, next + windows.length);
      next += windows.length;
      return {
        entailed: Math.max(...rows.map((row) => row[judge.entailment]!)),
        contradicted: Math.max(...rows.map((row) => row[judge.contradiction]!)),
      };
    }),
  );
}

/** For each of the text's sentences, a pair for each window of the premise. */
function pairsOf(judge: Judge, { premise, text }: Claim): Pair[][] {
  const half = Math.floor(roomForPremise(judge, 0) / 2);
  const hypotheses = sentencesOf(text).map((sentence) => encode(judge, sentence.trim()).slice(0, half));
  const longest = Math.max(0, ...hypotheses.map((hypothesis) => hypothesis.length));
  const windows = hypotheses.length === 0 ? [] : windowsOf(judge, premise, roomForPremise(judge, longest));
  return hypotheses.map((hypothesis) => windows.map((window) => ({ premise: window, hypothesis })));
}

/** The premise's tokens, in runs of whole sentences of at most `room`; a sentence that is longer is cut into several. */
function windowsOf(judge: Judge, premise: string, room: number): number[][] {
  const whole = encode(judge, premise);
  if (whole.length <= room) return [whole];
  const windows: string[] = [];
  for (const sentence of sentencesOf(premise)) {
    const grown = `${windows.at(-1) ?? ""}${sentence}`;
    if (windows.length > 0 && encode(judge, grown).length <= room) windows[windows.length - 1] = grown;
    else windows.push(sentence);
  }
  return windows.flatMap((window) => {
    const tokens = encode(judge, window);
    return Array.from({ length: Math.ceil(tokens.length / room) }, (_, i) =>
      tokens.slice(i * room, (i + 1) * room),
    );
  });
}

const encode = ({ tokenizer }: Judge, text: string): number[] =>
  tokenizer.encode(text, { add_special_tokens: false });

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

const sentencesOf = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment).filter((segment) => segment.trim() !== "");
