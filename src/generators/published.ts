import { z } from "zod";
import { PstarError } from "../errors.ts";
import { promptOptions, renderPrompt } from "../prompt.ts";
import { fingerprintOf } from "../published/fingerprint.ts";
import { sourceShape } from "../published/source.ts";
import { type Prompt, type Written, write } from "../published/text-generation.ts";
import { openTextModel } from "../published/text-model.ts";
import type { Answer, GeneratorKind } from "./generator.ts";
import { samplingOptions } from "./sampling.ts";

export const publishedOptions = z.strictObject({
  kind: z
    .literal("published")
    .describe("A language model in ONNX format, from a folder or the Hugging Face hub"),
  ...sourceShape,
  prompt: promptOptions.prefault({}),
  maxTokens: z.int().positive().default(128).describe("Most tokens of an answer"),
  batchSize: z.int().positive().default(8).describe("Answers written at once; changes none of them"),
  sampling: samplingOptions.prefault({}),
});

export type PublishedOptions = z.infer<typeof publishedOptions>;

/**
 * Answers by a published model. An encoder–decoder reads the prompt as plain text, cut where it reads no further; a decoder-only
 * model reads it by its chat template, as plain text where it has none, and leaves a row unanswered whose prompt is too long. An
 * answer's surrounding white space is left out. Greedy answers are one an item, whatever the seeds.
 */
export const publishedGenerator: GeneratorKind<PublishedOptions> = {
  async create(options, { sampling, folder, threads }) {
    const { method, temperature, topK, topP } = sampling;
    if (method === "beam") {
      throw new PstarError("a published model is run without beam search", {
        exitCode: 2,
        where: "generator.sampling.method",
        remedy: "choose greedy or sample",
      });
    }
    const { prompt, maxTokens, batchSize } = options;
    const model = await openTextModel(options, { folder, threads });
    const room = model.isEncoderDecoder ? model.longest : model.longest - maxTokens;
    const draw = method === "sample" ? { temperature, topK, topP } : undefined;
    return {
      parallel: 1,
      rowsTogether: batchSize,
      async generate(items) {
        const asked = items.flatMap(({ example, seeds }, item) => {
          const tokens = model.promptTokens(renderPrompt(prompt, example));
          const own = draw === undefined ? seeds.slice(0, 1) : seeds;
          return own.map((seed): Prompt & { item: number } => ({ tokens, seed, item }));
        });
        const fitting = asked.filter(({ tokens }) => tokens.length <= room);
        const written = await write(model, fitting, { draw, maxTokens, batchSize });
        const answers = items.map((): Answer[] => []);
        let next = 0;
        for (const { tokens, item } of asked) {
          answers[item]!.push(
            tokens.length <= room
              ? answerOf(written[next++]!)
              : {
                  error: `the prompt has ${tokens.length} tokens, and the model reads ${Math.max(0, room)} beside its answer`,
                },
          );
        }
        return answers;
      },
      release: async () => {
        await model.model.dispose();
      },
    };
  },
  identity: ({ batchSize: _, sampling: __, ...own }) => own,
  fingerprint: (options, folder) => fingerprintOf(options, "text", folder),
};

const answerOf = ({ text, logProbabilities, finishReason }: Written): Answer => ({
  output: text.trim(),
  tokens: null,
  tokenLogProbabilities: logProbabilities,
  logProbability: logProbabilities.reduce((sum, log) => sum + log, 0),
  finishReason,
});
