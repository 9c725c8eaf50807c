import { z } from "zod";
import { supports } from "../published/consistency.ts";
import { openJudge } from "../published/entailment.ts";
import { fingerprintOf } from "../published/fingerprint.ts";
import { lazily } from "../published/load.ts";
import { shortName, sourceShape } from "../published/source.ts";
import { verifierName } from "./name.ts";
import type { VerifierKind } from "./verifier.ts";

export const entailmentOptions = z.strictObject({
  kind: z
    .literal("entailment")
    .describe("Whether the output follows from the input, by a model of natural-language inference"),
  name: verifierName,
  ...sourceShape,
  by: z
    .enum(["entailment", "contradiction"])
    .default("entailment")
    .describe("A sentence scores P(entailment), or 1 − P(contradiction), which lets additions pass"),
  over: z
    .enum(["min", "mean"])
    .default("min")
    .describe("Whether the output's weakest sentence counts or their mean"),
  batchSize: z.int().positive().default(8).describe("Pairs of texts read at once; changes no score"),
});

/** Score in [0, 1], over the output's sentences, each against the input; NaN of an output without any. See `supports`. */
export const entailment: VerifierKind<z.infer<typeof entailmentOptions>> = {
  create(options, { folder = process.cwd(), threads = 1 }) {
    const { by, over, batchSize } = options;
    const model = lazily(
      () => openJudge(options, { folder, threads }),
      (opened) => opened.model.dispose(),
    );
    return {
      rowsTogether: 8 * batchSize,
      async score(items) {
        const claims = items.map(({ example, output }) => ({ premise: example.input, text: output }));
        const found = await supports(await model.get(), claims, batchSize);
        return found.map((sentences) => {
          const scores = sentences.map(({ entailed, contradicted }) =>
            by === "entailment" ? entailed : 1 - contradicted,
          );
          if (scores.length === 0) return Number.NaN;
          return over === "min"
            ? Math.min(...scores)
            : scores.reduce((sum, score) => sum + score, 0) / scores.length;
        });
      },
      release: () => model.release(),
    };
  },
  setting: shortName,
  identity: ({ batchSize: _, name: __, ...own }) => own,
  fingerprint: (options, folder) => fingerprintOf(options, "classification", folder),
};
