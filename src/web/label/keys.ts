/** What a key does on the labelling page. */
export type Deed =
  | { readonly kind: "give"; readonly value: number }
  /** A decimal point: the next digit is tenths. */
  | { readonly kind: "point" }
  | { readonly kind: "skip" | "undo" | "scores" };

const tenth = (digit: number) => ({ key: String(digit), does: `0.${digit} correct` });

/** Keys and what they do, in the order in which help lists them. */
export const labelKeys: readonly { readonly key: string; readonly does: string }[] = [
  { key: "y", does: "Correct" },
  { key: "1", does: "Correct" },
  { key: "n", does: "Incorrect" },
  { key: "0", does: "Incorrect" },
  ...[2, 3, 4, 5, 6, 7, 8, 9].map(tenth),
  { key: ".", does: "The next digit is tenths: . 1 is 0.1 correct" },
  { key: "s", does: "Skip this row" },
  { key: "u", does: "Undo the last label" },
  { key: "v", does: "Show or hide scores" },
];

const letters: Readonly<Record<string, Deed>> = {
  y: { kind: "give", value: 1 },
  n: { kind: "give", value: 0 },
  ".": { kind: "point" },
  s: { kind: "skip" },
  u: { kind: "undo" },
  v: { kind: "scores" },
};

/**
 * @param key as KeyboardEvent.key
 * @param afterPoint whether a decimal point was typed just before, so that a digit is tenths
 */
export function deedOf(key: string, afterPoint: boolean): Deed | null {
  if (/^\d$/.test(key)) {
    const digit = Number(key);
    return { kind: "give", value: !afterPoint && digit === 1 ? 1 : digit / 10 };
  }
  return letters[key] ?? null;
}
