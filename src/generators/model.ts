import { type Decoded, decodingModel } from "../nn/decoding/decoder.ts";
import { decodeBySampling, decodeGreedily, type Sampling } from "../nn/decoding/generate.ts";
import type { Model } from "../nn/model-folder.ts";
import { createRandom } from "../random/generator.ts";
import type { Codec } from "../tasks/task.ts";
import type { Generated, Generator } from "./generator.ts";

/** How a model of ours answers: the likeliest tokens, or tokens drawn at random. */
export type Decoding = { readonly method: "greedy" } | ({ readonly method: "sample" } & Sampling);

/**
 * A model trained by us as a generator. Greedy answers are one an item, whatever the seed.
 * @param threads of ONNX Runtime
 */
export function modelGenerator(model: Model, codec: Codec, decoding: Decoding, threads: number): Generator {
  const decoder = decodingModel(model.config, model.weights, threads);
  return {
    async generate(items) {
      const { sourceLength } = model.config;
      const tokens = new Int32Array(items.length * sourceLength);
      items.forEach(({ example }, row) => {
        tokens.set(codec.encodeInput(example.input), row * sourceLength);
      });
      const sources = { tokens, rows: items.length };
      const samples = decoding.method === "greedy" ? 1 : (items[0]?.seeds.length ?? 1);
      const rows =
        decoding.method === "greedy"
          ? await decodeGreedily(decoder, sources)
          : await decodeBySampling(
              decoder,
              sources,
              decoding,
              items.flatMap(({ seeds }) => seeds.map(createRandom)),
            );
      const answers = rows.map((row) => answerOf(row, codec));
      return items.map((_, i) => answers.slice(i * samples, (i + 1) * samples));
    },
    release: () => decoder.release(),
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
