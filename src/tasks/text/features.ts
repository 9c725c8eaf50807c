import type { Example } from "../task.ts";

/**
 * Five numbers that describe a text: log₁₀ of one plus its words, its mean length of a word in letters, and its numbers,
 * capitalised words and quotation marks, each for a word.
 */
export function textFeatures({ input }: Example): readonly number[] {
  const words = input.match(/[\p{L}\p{N}]+/gu) ?? [];
  const count = Math.max(1, words.length);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const share = (pattern: RegExp): number => (input.match(pattern)?.length ?? 0) / count;
  return [
    Math.log10(1 + words.length),
    letters / count,
    share(/\p{N}+/gu),
    share(/\b\p{Lu}\p{L}*/gu),
    share(/["“”«»]/g),
  ];
}
