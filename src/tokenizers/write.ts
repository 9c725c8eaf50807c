import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { type TokenizerJson, tokenizerConfigs } from "./json.ts";

/** A tokenizer as its file holds it. */
export const tokenizerText = (json: TokenizerJson): string => text(json);

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Writes a tokenizer's `tokenizer.json`, `tokenizer_config.json` and `special_tokens_map.json` into a folder, which is made
 * where it is not there. Hugging Face's loaders, of Python and of JavaScript, read it alone or beside a model.
 *
 * @throws PstarError when it can't be written
 */
export function writeTokenizer(folder: string, json: TokenizerJson): void {
  const { config, special } = tokenizerConfigs();
  const files = {
    "tokenizer.json": json,
    "tokenizer_config.json": config,
    "special_tokens_map.json": special,
  };
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), text(content));
    }
  } catch (error) {
    throw new PstarError(`cannot be written: ${(error as Error).message}`, {
      where: folder,
      remedy: "choose a folder you may write in",
      cause: error,
    });
  }
}
