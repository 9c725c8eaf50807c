import { PstarError } from "../../../errors.ts";
import { graphWithExternalData } from "../../../onnx/graph.ts";
import { createSession, type Session } from "../../../onnx/runtime.ts";
import type { DecodingModel } from "../../decoding/decoder.ts";
import type { StepOutput } from "../../decoding/graphs.ts";
import type { CausalModel } from "../folder.ts";
import { causalDecoder } from "./decoder.ts";
import { causalStepGraph } from "./graph.ts";

/** Prompts of any lengths. */
export interface PromptRows {
  /** Token ids of all prompts, end to end. */
  readonly tokens: Int32Array;
  /** Tokens of each, from 1 to the model's longest. */
  readonly lengths: Int32Array;
  readonly rows: number;
}

export function promptRows(prompts: readonly ArrayLike<number>[]): PromptRows {
  return {
    tokens: Int32Array.from(prompts.flatMap((prompt) => Array.from(prompt))),
    lengths: Int32Array.from(prompts, (prompt) => prompt.length),
    rows: prompts.length,
  };
}

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
): DecodingModel<PromptRows> {
  const sessions = new Map<StepOutput, Promise<Session>>();
  const sessionOf = (output: StepOutput) => {
    const known = sessions.get(output) ?? loadStep(output);
    sessions.set(output, known);
    return known;
  };
  const loadStep = (output: StepOutput) => {
    const { bytes, data } = graphWithExternalData(causalStepGraph(config, weights, output));
    return createSession(bytes, { threads, data });
  };
  return {
    vocabularySize: config.vocabularySize,
    endTokens,
    async start(prompts, copies, output) {
      for (const [row, length] of prompts.lengths.entries()) refuseLength(length, config.longest, row);
      return causalDecoder(config, await sessionOf(output), prompts, copies, newTokens);
    },
    async release() {
      for (const session of sessions.values()) await (await session).release();
      sessions.clear();
    },
  };
}

function refuseLength(length: number, longest: number, row: number): void {
  if (length >= 1 && length <= longest) return;
  throw new PstarError(`prompt ${row} has ${length} tokens; the model sees from 1 to ${longest}`, {
    remedy: length < 1 ? "begin it with the model's start token" : "shorten it",
  });
}
