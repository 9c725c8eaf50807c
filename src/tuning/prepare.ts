import { join } from "node:path";
import { PstarError } from "../errors.ts";
import type { TrainingJob } from "../training/job.ts";
import type { LoraOptions } from "../training/lora.ts";
import type { TrainingOptions } from "../training/options.ts";
import { packedRows } from "../training/packing.ts";
import type { PreferenceOptions } from "../training/preferences.ts";
import type { Validation } from "../training/validation.ts";
import { type Base, type BaseModel, readBaseWeights } from "./base.ts";
import {
  type EncodedLessons,
  encodeLessons,
  encodePreferences,
  type LengthOptions,
  sequencesOf,
  tokenRowsOf,
} from "./data.ts";
import type { Encoded } from "./encode.ts";
import { readLessons, readPreferences } from "./lessons.ts";

/** How a model is trained, apart from its data. */
export interface JobOptions {
  readonly name: string;
  /** Most tokens of a row. */
  readonly length: number;
  /** Everything random is derived from it. */
  readonly seed: number;
  /** `steps` is undefined where `epochs` say how long. */
  readonly training: Omit<TrainingOptions, "steps"> & {
    readonly steps: number | undefined;
    readonly epochs: number;
  };
  /** Adapters to be trained in place of all weights. */
  readonly lora?: LoraOptions;
  /** Of training on pairs: the lessons are then chosen and rejected answers in turn. */
  readonly preference?: PreferenceOptions;
  /** When validation lessons, where there are any, are looked at: ten times when left out. */
  readonly evaluate?: { readonly every: number; readonly patience?: number | undefined } | undefined;
}

/** What is learnt, and what is held against it. */
export interface Splits {
  readonly train: readonly Encoded[];
  readonly validation?: readonly Encoded[] | undefined;
}

/** A job of which everything is known but the weights it starts from. */
export type PreparedJob = Prepared<TrainingJob>;
type Prepared<Job> = Job extends unknown ? Omit<Job, "key" | "checkpoint"> : never;

/** Reads a file of training rows as tokens. @throws PstarError (exit code 2) naming the line that is wrong, or where nothing is left */
export async function readEncoded(
  base: Base,
  path: string,
  options: LengthOptions & { readonly isPreference: boolean },
): Promise<EncodedLessons> {
  const encoded = options.isPreference
    ? encodePreferences(base, await readPreferences(path), options)
    : encodeLessons(base, await readLessons(path), options);
  const { lessons, dropped } = encoded.counts;
  if (encoded.lessons.length === 0)
    throw new PstarError(`nothing to learn: ${dropped} of ${lessons} rows are too long`, {
      exitCode: 2,
      where: path,
      remedy: "raise length",
    });
  requireVocabulary(encoded.lessons, base);
  return encoded;
}

/** A training of all weights, or of adapters. */
export function prepareJob(base: Pick<Base, "model">, splits: Splits, options: JobOptions): PreparedJob {
  const { model } = base;
  const { train, validation = [] } = splits;
  const { name, seed, lora, preference, training } = options;
  const common = { name, seed, ...(lora && { lora }), ...(preference && { preference }) };
  if (model.kind === "translation") {
    const config = { ...model.config, ...lengthsOf([...train, ...validation]) };
    const lasting = lastingFor(training, train.length / (preference === undefined ? 1 : 2));
    const looked = looks(options, lasting.steps, validation, (lessons) => tokenRowsOf(lessons, config));
    return { ...common, ...looked, config, data: tokenRowsOf(train, config), options: lasting };
  }
  const most = Math.min(options.length, model.config.longest);
  const lengths = train.map(tokensOf);
  const longest = validation.reduce((length, lesson) => Math.max(length, tokensOf(lesson)), 1);
  const isPacked = preference === undefined;
  const rowLength = Math.max(longest, rowLengthOf(lengths, isPacked ? training.batchSize : Infinity, most));
  const rows = isPacked ? rowsOfEpoch(lengths, rowLength, seed) : lengths.length / 2;
  const lasting = lastingFor(training, rows);
  const looked = looks(options, lasting.steps, validation, sequencesOf);
  return {
    ...common,
    ...looked,
    ...{ causal: model.config, data: sequencesOf(train), rowLength, options: lasting },
  };
}

const tokensOf = ({ given, learnt }: Encoded): number => given.length + learnt.length;

/** @param rows of an epoch */
function lastingFor({ steps, epochs, ...options }: JobOptions["training"], rows: number): TrainingOptions {
  const perUpdate = options.batchSize * options.accumulate;
  return { ...options, steps: steps ?? Math.max(1, Math.ceil((epochs * rows) / perUpdate)) };
}

function looks<Data>(
  { evaluate }: JobOptions,
  steps: number,
  lessons: readonly Encoded[],
  dataOf: (lessons: readonly Encoded[]) => Data,
): { readonly validation?: Validation<Data> } {
  if (lessons.length === 0) return {};
  const { every = Math.ceil(steps / 10), patience } = evaluate ?? {};
  return { validation: { data: dataOf(lessons), evaluateEvery: every, ...(patience && { patience }) } };
}

/** The job with the weights it starts from. */
export const withWeights = (job: PreparedJob, base: Base): PreparedJob => ({
  ...job,
  initial: readBaseWeights(base),
});

/** As many tokens as a row may have, or fewer where one batch would hold all lessons. */
function rowLengthOf(lengths: readonly number[], batchSize: number, most: number): number {
  const longest = lengths.reduce((a, b) => Math.max(a, b), 1);
  const all = lengths.reduce((a, b) => a + b, 0);
  return Math.max(longest, Math.min(most, Math.ceil(all / batchSize)));
}

function rowsOfEpoch(lengths: readonly number[], rowLength: number, seed: number): number {
  const rowAt = packedRows(lengths, rowLength, seed);
  let seen = 0;
  let rows = 0;
  while (seen < lengths.length) seen += rowAt(rows++).length;
  return rows;
}

const lengthsOf = (lessons: readonly Encoded[]) => ({
  sourceLength: lessons.reduce((most, { given }) => Math.max(most, given.length), 1),
  targetLength: lessons.reduce((most, { learnt }) => Math.max(most, learnt.length), 1),
});

function requireVocabulary(
  lessons: readonly Encoded[],
  { folder, model }: Pick<Base, "folder" | "model">,
): void {
  const { vocabularySize }: BaseModel["config"] = model.config;
  for (const { given, learnt } of lessons)
    for (const tokens of [given, learnt])
      for (const token of tokens)
        if (token >= vocabularySize)
          throw new PstarError(`makes token ${token}, and the model has ${vocabularySize}`, {
            exitCode: 2,
            where: join(folder, "tokenizer.json"),
            remedy: "name a folder whose model and tokenizer belong together",
          });
}
