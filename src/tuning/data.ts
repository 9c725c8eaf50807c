import { sharedTokens, type TokenRows } from "../training/batches.ts";
import type { Sequences } from "../training/packing.ts";
import type { Base } from "./base.ts";
import { cutApart, cutTogether, type Truncation } from "./cut.ts";
import { causalEncoder, type Encoded, translationEncoder } from "./encode.ts";
import type { Lesson } from "./lessons.ts";

export interface LengthOptions {
  readonly length: number;
  readonly targetLength: number;
  readonly truncate: Truncation;
}

/** What became of the lessons of a file. */
export interface LessonCounts {
  readonly lessons: number;
  /** Those that were cut, and those that were left out, for their length. */
  readonly cut: number;
  readonly dropped: number;
  /** Tokens of those left, and of them those that are learnt. */
  readonly tokens: number;
  readonly learnt: number;
}

/** Lessons of one file, ready to be learnt. */
export interface EncodedLessons {
  readonly lessons: readonly Encoded[];
  readonly counts: LessonCounts;
}

/** Lessons as tokens, none longer than what there is room for. @throws PstarError where they are chats that no template writes */
export function encodeLessons(
  base: Base,
  lessons: readonly Lesson[],
  { length, targetLength, truncate }: LengthOptions,
): EncodedLessons {
  const { kind } = base.model;
  const encode = kind === "causal" ? causalEncoder(base) : translationEncoder(base);
  const { before } = base.tokenizer.frame();
  const room = kind === "causal" ? Math.min(length, base.model.config.longest) : length;
  const kept: Encoded[] = [];
  let cut = 0;
  for (const { prompt, answer } of lessons) {
    const whole = encode(prompt, answer);
    const fitting =
      kind === "causal"
        ? cutTogether(whole, room, truncate, startsWith(whole.given, before) ? before.length : 0)
        : cutApart(whole, length, targetLength, truncate);
    if (fitting === undefined || fitting.learnt.length === 0) continue;
    if (sizeOf(fitting) < sizeOf(whole)) cut++;
    kept.push(fitting);
  }
  const sum = (of: (lesson: Encoded) => number) => kept.reduce((total, lesson) => total + of(lesson), 0);
  return {
    lessons: kept,
    counts: {
      lessons: lessons.length,
      cut,
      dropped: lessons.length - kept.length,
      tokens: sum(sizeOf),
      learnt: sum(({ learnt }) => learnt.length),
    },
  };
}

const sizeOf = ({ given, learnt }: Encoded): number => given.length + learnt.length;

const startsWith = (tokens: readonly number[], start: readonly number[]): boolean =>
  start.every((token, i) => tokens[i] === token);

/** For a decoder-only model: one after the other. */
export function sequencesOf(lessons: readonly Encoded[]): Sequences {
  const tokens = sharedTokens(lessons.reduce((sum, lesson) => sum + sizeOf(lesson), 0));
  const starts = sharedTokens(lessons.length + 1);
  const prompts = sharedTokens(lessons.length);
  for (const [i, { given, learnt }] of lessons.entries()) {
    tokens.set(given, starts[i]);
    tokens.set(learnt, starts[i]! + given.length);
    starts[i + 1] = starts[i]! + given.length + learnt.length;
    prompts[i] = given.length;
  }
  return { tokens, starts, prompts };
}

/** For an encoder–decoder: rows filled up to its lengths. */
export function tokenRowsOf(
  lessons: readonly Encoded[],
  {
    sourceLength,
    targetLength,
    padToken = 0,
  }: { sourceLength: number; targetLength: number; padToken?: number | undefined },
): TokenRows {
  const rows = lessons.length;
  const source = sharedTokens(rows * sourceLength).fill(padToken);
  const target = sharedTokens(rows * targetLength).fill(padToken);
  for (const [row, { given, learnt }] of lessons.entries()) {
    source.set(given, row * sourceLength);
    target.set(learnt, row * targetLength);
  }
  return { source, target, rows };
}
