import { z } from "zod";
import { promptOptions, renderPrompt } from "../prompt.ts";
import { fingerprintOf } from "../published/fingerprint.ts";
import { answerLikelihoods } from "../published/likelihood.ts";
import { lazily } from "../published/load.ts";
import { shortName, sourceShape } from "../published/source.ts";
import { openTextModel } from "../published/text-model.ts";
import { verifierName } from "./name.ts";
import { perAnswerOrToken, unit } from "./per.ts";
import type { VerifierKind } from "./verifier.ts";

export const likelihoodOptions = z.strictObject({
  kind: z
    .literal("likelihood")
    .describe("The log-likelihood under a published language model, better or worse than the generator"),
  name: verifierName,
  ...sourceShape,
  prompt: promptOptions.prefault({}),
  per: unit
    .unwrap()
    .default("token")
    .describe("Mean log-likelihood of a token, or that of the whole answer, which favours short ones"),
  batchSize: z.int().positive().default(8).describe("Outputs judged at once; changes no score"),
});

/**
 * Score: log P(output | prompt) under another model, the token that ends it included, of the whole answer or of a token of it on
 * average; NaN with an error where the model reads no text of that length. Weak supervision where that model is the stronger one.
 */
export const likelihood: VerifierKind<z.infer<typeof likelihoodOptions>> = {
  create(options, { folder = process.cwd(), threads = 1 }) {
    const { prompt, per, batchSize } = options;
    const model = lazily(
      () => openTextModel(options, { folder, threads }),
      (opened) => opened.model.dispose(),
    );
    return {
      rowsTogether: 8 * batchSize,
      async score(items) {
        const opened = await model.get();
        const questions = items.map(({ example, output }) => ({
          prompt: opened.promptTokens(renderPrompt(prompt, example)),
          answer: output,
        }));
        const found = await answerLikelihoods(opened, questions, batchSize);
        return found.map((one) =>
          "error" in one
            ? { score: Number.NaN, error: one.error }
            : { score: perAnswerOrToken(one.value, one.tokens, per) },
        );
      },
      release: () => model.release(),
    };
  },
  setting: shortName,
  identity: ({ batchSize: _, name: __, ...own }) => own,
  fingerprint: (options, folder) => fingerprintOf(options, "text", folder),
};
