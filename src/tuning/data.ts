import type { Prompt } from "../datasets/record.ts";
import { sharedTokens, type TokenRows } from "../training/batches.ts";
import type { Sequences } from "../training/packing.ts";
import type { Base } from "./base.ts";
import { cutApart, cutTogether, type Truncation } from "./cut.ts";
import { causalEncoder, type Encoded, translationEncoder } from "./encode.ts";
import type { Lesson, Preference } from "./lessons.ts";

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
  options: LengthOptions,
): EncodedLessons {
  const fitted = fitter(base, options);
  return encoded(lessons.map(({ prompt, answer }) => [fitted(prompt, answer)]));
}

/** As `encodeLessons`, of pairs: each chosen answer is followed by the rejected one, and both are left out where one is. */
export function encodePreferences(
  base: Base,
  preferences: readonly Preference[],
  options: LengthOptions,
): EncodedLessons {
  const fitted = fitter(base, options);
  return encoded(
    preferences.map(({ prompt, chosen, rejected }) => [fitted(prompt, chosen), fitted(prompt, rejected)]),
  );
}

/** An answer given its prompt, as long as there is room for; undefined where it is left out. */
type Fitted = { readonly lesson: Encoded; readonly isCut: boolean } | undefined;

function fitter(base: Base, { length, targetLength, truncate }: LengthOptions) {
  const { kind } = base.model;
  const encode = kind === "causal" ? causalEncoder(base) : translationEncoder(base);
  const { before } = base.tokenizer.frame();
  const room = kind === "causal" ? Math.min(length, base.model.config.longest) : length;
  return (prompt: Prompt, answer: string): Fitted => {
    const whole = encode(prompt, answer);
    const lesson =
      kind === "causal"
        ? cutTogether(whole, room, truncate, startsWith(whole.given, before) ? before.length : 0)
        : cutApart(whole, length, targetLength, truncate);
    if (lesson === undefined || lesson.learnt.length === 0) return undefined;
    return { lesson, isCut: sizeOf(lesson) < sizeOf(whole) };
  };
}

/** @param rows of one answer each, or of two */
function encoded(rows: readonly (readonly Fitted[])[]): EncodedLessons {
  const kept = rows.filter((row) => !row.includes(undefined)) as NonNullable<Fitted>[][];
  const lessons = kept.flat().map(({ lesson }) => lesson);
  const sum = (of: (lesson: Encoded) => number) => lessons.reduce((total, lesson) => total + of(lesson), 0);
  return {
    lessons,
    counts: {
      lessons: rows.length,
      cut: kept.filter((row) => row.some(({ isCut }) => isCut)).length,
      dropped: rows.length - kept.length,
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
