import { PstarError } from "../../errors.ts";
import type { CausalConfig } from "./config.ts";
import { readGpt2Config } from "./gpt2.ts";
import { llamaTypes, readLlamaConfig } from "./llama.ts";

/** Every `model_type` of a decoder-only model that the engine can build. */
export const causalTypes: readonly string[] = [...llamaTypes, "gpt2"];

/**
 * The shape of a decoder-only model, from its `config.json` alone.
 * @param path of the file, for messages
 * @throws PstarError (exit code 2) naming the architecture or the option that is not supported
 */
export function readCausalConfig(json: unknown, path: string): CausalConfig {
  const modelType = (json as { readonly model_type?: unknown } | null)?.model_type;
  if (modelType === "gpt2") return readGpt2Config(json, path);
  if (llamaTypes.some((type) => type === modelType)) return readLlamaConfig(json, path);
  throw new PstarError(`model_type: ${JSON.stringify(modelType)} is not supported`, {
    exitCode: 2,
    where: path,
    remedy: `take a model of one of ${["t5", ...causalTypes].join(", ")}`,
  });
}
