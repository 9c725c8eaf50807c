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

/**
 * From what changes least to what changes most: smaller batches and as many rows an update, layers computed again, an adapter, shorter
 * rows.
 */
function alternatives(options: JobOptions): Alternative[] {
  const own = { words: "", changed: options };
  const batches = [own, ...smallerBatches(options)];
  const again = options.training.recompute ? [] : batches.map(withRecomputation);
  const same = [...batches, ...again];
  const adapters = options.lora !== undefined ? [] : same.map(withAdapter);
  const all = [...same, ...adapters];
  const least = all.at(-1)!;
  const shorter = powersBelow(options.length).map((length) => ({
    words: joined(least.words, `length ${length}`),
    changed: { ...least.changed, length },
  }));
  return [...all, ...shorter];
}

function smallerBatches(options: JobOptions): Alternative[] {
  const { training } = options;
  return powersBelow(training.batchSize).map((batchSize) => {
    const accumulate = Math.ceil((training.batchSize * training.accumulate) / batchSize);
    return {
      words: `training.batchSize ${batchSize} with training.accumulate ${accumulate}`,
      changed: { ...options, training: { ...training, batchSize, accumulate } },
    };
  });
}

const withRecomputation = ({ words, changed }: Alternative): Alternative => ({
  words: joined("training.recompute true", words),
  changed: { ...changed, training: { ...changed.training, recompute: true } },
});

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
