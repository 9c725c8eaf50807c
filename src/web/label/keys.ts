/** What a key does on the labelling page. */
export type Deed =
  | { readonly kind: "give"; readonly value: number }
  /** A decimal point: the next digit is tenths. */
  | { readonly kind: "point" }
  | { readonly kind: "skip" | "undo" | "scores" | "help" };

/** Keys and what they do, in the order in which help lists them. */
export const keyHelp: readonly (readonly [keys: string, meaning: string])[] = [
  ["y or 1", "correct"],
  ["n or 0", "incorrect"],
  ["2 … 9", "partly correct: 0.2 … 0.9"],
  [". and a digit", "partly correct, in tenths: . 1 is 0.1"],
  ["s", "skip this row"],
  ["u", "undo the last label"],
  ["v", "show or hide scores"],
  ["?", "show or hide these keys"],
];

const letters: Readonly<Record<string, Deed>> = {
  y: { kind: "give", value: 1 },
  n: { kind: "give", value: 0 },
  ".": { kind: "point" },
  ",": { kind: "point" },
  s: { kind: "skip" },
  u: { kind: "undo" },
  v: { kind: "scores" },
  "?": { kind: "help" },
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
  return letters[key.toLowerCase()] ?? null;
}
