import type { Encoded } from "./encode.ts";

/** What becomes of lessons that are too long. */
export type Truncation = "end" | "start" | "drop";

/**
 * A lesson of at most `length` tokens; undefined where the rule drops it, or where nothing of the answer would be left.
 * @param kept tokens at the beginning that are never cut, such as a start token
 */
export function cutTogether(
  { given, learnt }: Encoded,
  length: number,
  rule: Truncation,
  kept: number,
): Encoded | undefined {
  const excess = given.length + learnt.length - length;
  if (excess <= 0) return { given, learnt };
  if (rule === "drop") return undefined;
  if (rule === "end")
    return given.length < length ? { given, learnt: learnt.slice(0, length - given.length) } : undefined;
  if (excess <= given.length - kept && given.length > excess)
    return { given: [...given.slice(0, kept), ...given.slice(kept + excess)], learnt };
  // Of an answer that is longer than all there is room for, the first token left is given.
  const [first, ...rest] = learnt.slice(learnt.length - length + kept);
  return kept > 0
    ? { given: given.slice(0, kept), learnt: [first!, ...rest] }
    : { given: [first!], learnt: rest };
}

/** A lesson whose sides have lengths of their own; the answer's start is never cut, nor the prompt's end token. */
export function cutApart(
  { given, learnt }: Encoded,
  length: number,
  targetLength: number,
  rule: Truncation,
): Encoded | undefined {
  const isShort = given.length <= length && learnt.length <= targetLength;
  if (isShort) return { given, learnt };
  if (rule === "drop") return undefined;
  const source = rule === "start" ? given.slice(-length) : [...given.slice(0, length - 1), given.at(-1)!];
  return { given: given.length <= length ? given : source, learnt: learnt.slice(0, targetLength) };
}
