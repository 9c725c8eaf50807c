import { z } from "zod";
import { verifierName } from "./name.ts";
import { chosenText, textChoice } from "./text/choice.ts";
import { disordered, isBounded, isOrdered, rangeScore, unbounded } from "./text/range.ts";
import { wordsOf } from "./text/words.ts";
import type { Score, VerifierKind } from "./verifier.ts";

export const lengthOptions = z
  .strictObject({
    kind: z.literal("length").describe("Texts neither too short nor too long"),
    name: verifierName,
    of: textChoice,
    unit: z
      .enum(["characters", "words", "sentences"])
      .default("characters")
      .describe("What is counted: Unicode code points, words or sentences by Unicode's boundaries"),
    min: z.int().nonnegative().optional().describe("Shortest length kept"),
    max: z.int().positive().optional().describe("Longest length kept"),
  })
  .refine(isBounded, unbounded)
  .refine(isOrdered, disordered);

type LengthOptions = z.infer<typeof lengthOptions>;

/** Keeps lengths in the range. Score: 0 inside, else minus the distance from the bound as a share of the bound. */
export const length: VerifierKind<LengthOptions> = {
  create: (options) => (items) =>
    items.map((item) => judge(measures[options.unit](chosenText(item, options.of)), options)),
  setting: ({ of, unit }) => (of === "output" ? unit : `${of}-${unit}`),
};

function judge(length: number, range: LengthOptions): Score {
  const { score, keep } = rangeScore(length, range);
  if (keep === true) return { score, keep };
  return { score: score / (length < (range.min ?? 0) ? range.min! : range.max!), keep: false };
}

const measures: Readonly<Record<LengthOptions["unit"], (text: string) => number>> = {
  characters: codePoints,
  words: (text) => wordsOf(text).length,
  sentences,
};

function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1))) count--;
  }
  return count;
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

function sentences(text: string): number {
  let count = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (/[\p{L}\p{N}]/u.test(segment)) count++;
  }
  return count;
}
