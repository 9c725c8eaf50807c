import { PstarError } from "../errors.ts";
import { loraOptions } from "../training/lora.ts";
import type { Base } from "./base.ts";
import { cutApart, cutTogether } from "./cut.ts";
import type { Encoded } from "./encode.ts";
import { estimateMemory, type MemoryEstimate, optimizerLimit } from "./memory.ts";
import { type JobOptions, prepareJob, type Splits } from "./prepare.ts";

/**
 * Refuses a training that there is no memory for, with settings that would fit.
 *
 * @param available bytes that may be taken
 * @throws PstarError (exit code 2)
 */
export function requireMemory(
  base: Base,
  { train, validation = [] }: Splits,
  options: JobOptions,
  estimate: MemoryEstimate,
  available: number,
): void {
  const fits = ({ total, process, optimizer }: MemoryEstimate): boolean =>
    total - process <= available && optimizer <= optimizerLimit;
  if (fits(estimate)) return;
  const found = alternatives(options).find(({ changed }) => {
    const cut = (lessons: readonly Encoded[]) => cutTo(lessons, base, changed.length);
    const job = prepareJob(base, { train: cut(train), validation: cut(validation) }, changed);
    return fits(estimateMemory(job));
  });
  const needed =
    estimate.optimizer > optimizerLimit
      ? `${estimate.trained} trained parameters need ${gib(estimate.optimizer)} of optimiser state, and there is room for ${gib(optimizerLimit)}`
      : `needs about ${gib(estimate.total - estimate.process)} of memory, and ${gib(available)} are free`;
  throw new PstarError(needed, {
    exitCode: 2,
    where: options.name,
    remedy:
      found === undefined
        ? "take a smaller model, or a machine with more memory"
        : `this fits: ${found.words}`,
  });
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

interface Alternative {
  readonly words: string;
  readonly changed: JobOptions;
}

/** From what changes least to what changes most: smaller batches and as many rows an update, an adapter, shorter rows. */
function alternatives(options: JobOptions): Alternative[] {
  const { training, length, lora } = options;
  const batches = powersBelow(training.batchSize).map((batchSize): Alternative => {
    const accumulate = Math.ceil((training.batchSize * training.accumulate) / batchSize);
    return {
      words: `training.batchSize ${batchSize} with training.accumulate ${accumulate}`,
      changed: { ...options, training: { ...training, batchSize, accumulate } },
    };
  });
  const own = { words: "", changed: options };
  const adapters = lora !== undefined ? [] : [own, ...batches].map(withAdapter);
  const least = [...batches, ...adapters].at(-1) ?? own;
  const shorter = powersBelow(length).map((shorterLength) => ({
    words: joined(least.words, `length ${shorterLength}`),
    changed: { ...least.changed, length: shorterLength },
  }));
  return [...batches, ...adapters, ...shorter];
}

const withAdapter = ({ words, changed }: Alternative): Alternative => ({
  words: joined("method.kind lora", words),
  changed: { ...changed, lora: loraOptions.parse({}) },
});

const joined = (...words: readonly string[]): string => words.filter((word) => word !== "").join(", ");

/** Half of it, a quarter, … */
function powersBelow(size: number): number[] {
  const half = Math.floor(size / 2);
  return half < 1 ? [] : [half, ...powersBelow(half)];
}

const cutTo = (lessons: readonly Encoded[], { model }: Base, length: number): Encoded[] =>
  lessons.flatMap(
    (lesson) =>
      (model.kind === "causal"
        ? cutTogether(lesson, length, "start", 0)
        : cutApart(lesson, length, lesson.learnt.length, "end")) ?? [],
  );
