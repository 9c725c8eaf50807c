import { z } from "zod";
import { transformerShape } from "../nn/config.ts";
import type { Decoded } from "../nn/decoding/decoder.ts";
import type { Decoding } from "../nn/decoding/generate.ts";
import { decodingPool } from "../nn/decoding/pool.ts";
import type { Model } from "../nn/model-folder.ts";
import type { Codec } from "../tasks/task.ts";
import { trainingOptions } from "../training/options.ts";
import type { Generated, Generator, GeneratorItem } from "./generator.ts";
import { type SamplingOptions, samplingOptions } from "./sampling.ts";

export const trainedOptions = z.strictObject({
  kind: z.literal("trained").optional().describe("A model that is trained for it on true answers"),
  base: z
    .string()
    .min(1)
    .optional()
    .describe("Folder of a model to start from, whose shape it then has; fresh weights when left out"),
  model: transformerShape.prefault({}),
  training: trainingOptions.prefault({}),
  sampling: samplingOptions.prefault({}),
});

/** A model of ours answers whatever it is asked. */
interface ModelGenerator extends Generator {
  generate(items: readonly GeneratorItem[]): Promise<readonly (readonly Generated[])[]>;
}

/** Answers decoded together: enough to fill the processor's vector units, few enough for its caches. */
const rowsTogether = 512;

/**
 * A model of ours as a generator. Greedy answers are one an item and beams as many as the search is wide, whatever the seeds.
 * @param threads that decode batches at once
 */
export function modelGenerator(
  model: Model,
  codec: Codec,
  decoding: Decoding,
  threads: number,
): ModelGenerator {
  const pool = decodingPool(model, decoding, threads);
  return {
    parallel: threads,
    rowsTogether,
    async generate(items) {
      const { sourceLength } = model.config;
      const tokens = new Int32Array(items.length * sourceLength);
      items.forEach(({ example }, row) => {
        tokens.set(codec.encodeInput(example.input), row * sourceLength);
      });
      const seeds = items.flatMap((item) => item.seeds);
      const rows = await pool.decode({ tokens, rows: items.length }, seeds);
      const answers = rows.map((row) => answerOf(row, codec));
      const samples = rows.length / items.length;
      return items.map((_, i) => answers.slice(i * samples, (i + 1) * samples));
    },
    release: () => pool.release(),
  };
}

function answerOf({ tokens, logProbabilities, finishReason }: Decoded, codec: Codec): Generated {
  let logProbability = 0;
  for (const value of logProbabilities) logProbability += value;
  return {
    output: codec.decodeOutput(tokens),
    tokens,
    tokenLogProbabilities: logProbabilities,
    logProbability,
    finishReason,
  };
}

/** How our models decode what a sampling asks for. */
export function decodingOf({ method, samples, temperature, topK, topP }: SamplingOptions): Decoding {
  switch (method) {
    case "greedy":
      return { method };
    case "beam":
      return { method, width: samples };
    case "sample":
      return { method, temperature, topK, topP };
  }
}
