import { resolve } from "node:path";
import { z } from "zod";
import { PstarError } from "../errors.ts";
import type { GeneratorKind } from "./generator.ts";
import { hashOfModel, modelOfTokens } from "./model-of-tokens.ts";
import { samplingOptions } from "./sampling.ts";
import { decodingOf, modelGenerator } from "./trained.ts";

export const modelOptions = z.strictObject({
  kind: z.literal("model").describe("A model that pstar trained before"),
  model: z.string().min(1).describe("Its folder, e.g. models/newswire-summarizer"),
  sampling: samplingOptions.prefault({}),
});

export type ModelOptions = z.infer<typeof modelOptions>;

/** Answers as a model that is trained for a run does, without any training. */
export const model: GeneratorKind<ModelOptions> = {
  identity: ({ kind }) => ({ kind }),
  fingerprint: ({ model }, folder) => hashOfModel(resolve(folder, model)),
  async create({ model }, { folder, codec, sampling, threads }) {
    if (codec === undefined) {
      throw new PstarError("the model's texts have no tokens", {
        exitCode: 2,
        where: "task.tokenizer",
        remedy: "name the tokenizer that the model was trained with: its own folder",
      });
    }
    return modelGenerator(modelOfTokens(resolve(folder, model), codec), codec, decodingOf(sampling), threads);
  },
};
