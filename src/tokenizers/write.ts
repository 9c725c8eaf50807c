import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";
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
  makeFolder(folder);
  writeWhole(join(folder, "tokenizer_config.json"), text(config));
  writeWhole(join(folder, "special_tokens_map.json"), text(special));
  // Last, since a folder with a tokenizer.json counts as whole.
  writeWhole(join(folder, "tokenizer.json"), text(json));
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new PstarError(`cannot be made: ${(error as Error).message}`, {
      where: folder,
      remedy: "choose a folder you may write in",
      cause: error,
    });
  }
}
