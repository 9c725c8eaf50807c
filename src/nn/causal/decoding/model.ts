import { graphWithExternalData } from "../../../onnx/graph.ts";
import { createSession, type Session } from "../../../onnx/runtime.ts";
import type { DecodingModel } from "../../decoding/decoder.ts";
import { outputStep, type StepOutput } from "../../decoding/graphs.ts";
import type { CausalModel } from "../folder.ts";
import { causalDecoder } from "./decoder.ts";
import { causalStepGraph } from "./graph.ts";
import { stepper } from "./stepper.ts";
import { refuseLengths, type TokenRows } from "./token-rows.ts";

export interface CausalDecodingOptions {
  /** Most tokens a row may get; by default, and at most, as many as the model can see beside the prompt. */
  readonly newTokens?: number | undefined;
  /** Any of them ends a row; by default those of `config.json`. */
  readonly endTokens?: readonly number[] | undefined;
  /** Of ONNX Runtime, for each operation. */
  readonly threads: number;
}

/**
 * Decodes with a decoder-only model: prompts are read at once and left in a cache, then one token of every row is read at a
 * time. A session is made for each method of decoding that is used and holds the weights in its own layout.
 */
export function causalDecodingModel(
  { config, weights }: Pick<CausalModel, "config" | "weights">,
  { newTokens = config.longest, endTokens = config.endTokens, threads }: CausalDecodingOptions,
): DecodingModel<TokenRows> {
  const sessions = new Map<StepOutput, Promise<Session>>();
  const sessionOf = (output: StepOutput) => {
    const known = sessions.get(output) ?? loadStep(output);
    sessions.set(output, known);
    return known;
  };
  const loadStep = (output: StepOutput) => {
    const graph = causalStepGraph(config, weights, (logits) => outputStep(logits, output));
    const { bytes, data } = graphWithExternalData(graph);
    return createSession(bytes, { threads, data });
  };
  return {
    vocabularySize: config.vocabularySize,
    endTokens,
    async start(prompts, copies, output, feeds = {}) {
      refuseLengths(prompts, config.longest);
      const model = stepper(config, await sessionOf(output), feeds);
      return causalDecoder(config, model, prompts, copies, newTokens);
    },
    async release() {
      for (const session of sessions.values()) await (await session).release();
      sessions.clear();
    },
  };
}
