import { resolve } from "node:path";
import type { PipelineConfig } from "../config/index.ts";
import { readInputs } from "../datasets/inputs.ts";
import { createTask } from "../tasks/index.ts";

/** A pipeline whose shares of a file are numbers of its inputs, and how long an input is on average. */
export interface CountedPipeline {
  readonly config: PipelineConfig;
  /** In bytes of UTF-8. */
  readonly meanBytes: number;
}

const sampled = 64;
const parts = ["real", "synthesis", "calibration", "test"] as const;

/**
 * Counts a pipeline's inputs, or where its task makes them up looks at some.
 *
 * @throws PstarError (exit code 2) where a file that the configuration names cannot be read
 */
export async function countInputs(config: PipelineConfig): Promise<CountedPipeline> {
  const { data, folder, seed } = config;
  if (data.source === undefined) {
    const { example } = createTask(config.task, folder);
    const texts = Array.from({ length: example === undefined ? 0 : sampled }, (_, i) =>
      example!(seed, "test", i),
    );
    return { config, meanBytes: meanBytes(texts) };
  }
  const inputs = await readInputs(resolve(folder, data.source.file), data.source.fields);
  const count = (amount: number): number => (amount < 1 ? Math.floor(amount * inputs.length) : amount);
  const counted = parts.map((part) => [part, data[part] === undefined ? undefined : count(data[part])]);
  return {
    config: { ...config, data: { ...data, ...Object.fromEntries(counted) } },
    meanBytes: meanBytes(inputs),
  };
}

function meanBytes(examples: readonly { readonly input: string; readonly reference: string }[]): number {
  const bytes = examples.reduce(
    (sum, { input, reference }) => sum + Buffer.byteLength(input) + Buffer.byteLength(reference),
    0,
  );
  return bytes / Math.max(1, examples.length);
}
