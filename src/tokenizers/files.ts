import { existsSync } from "node:fs";
import { join } from "node:path";

/** What a tokenizer's folder holds; the first two are needed. */
const fileNames = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"] as const;

/** The files of the tokenizer in a folder, which a model trained on its tokens is to have beside its weights. */
export function tokenizerFiles(folder: string): string[] {
  return fileNames.map((name) => join(folder, name)).filter((file) => existsSync(file));
}
