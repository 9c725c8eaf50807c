import type { Decoded } from "../nn/decoding/decoder.ts";
import type { Decoding } from "../nn/decoding/generate.ts";
import { decodingPool } from "../nn/decoding/pool.ts";
import type { Model } from "../nn/model-folder.ts";
import type { Codec } from "../tasks/task.ts";
import type { Generated, Generator } from "./generator.ts";

/**
 * A model trained by us as a generator. Greedy answers are one an item and beams as many as the search is wide, whatever
 * the seeds.
 * @param threads that decode batches at once
 */
export function modelGenerator(model: Model, codec: Codec, decoding: Decoding, threads: number): Generator {
  const pool = decodingPool(model, decoding, threads);
  return {
    parallel: threads,
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
