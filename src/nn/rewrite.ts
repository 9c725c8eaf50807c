import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";

/** What belongs to a model beside its weights and shape, with the terms it is given under. */
const companions = [
  /^tokenizer(_config)?\.json$/,
  /^(tokenizer|spiece)\.model$/,
  /^special_tokens_map\.json$/,
  /^added_tokens\.json$/,
  /^vocab\.(json|txt)$/,
  /^merges\.txt$/,
  /^generation_config\.json$/,
  /^chat_template\.(jinja|json)$/,
  /^(LICENSE|NOTICE)(\.\w+)?$/,
];

/**
 * Writes a published model's folder as it was read, with other weights: tokenizer, settings of generation and terms are taken over.
 * It has a `config.json` only once all else is there.
 * @param write puts weights and graphs there and gives what is to be in `config.json`
 * @throws PstarError when `folder` is the one it came from
 */
export function rewriteFolder(folder: string, from: string, write: () => object): void {
  mkdirSync(folder, { recursive: true });
  if (realpathSync(folder) === realpathSync(from))
    throw new PstarError("is the folder of the model that was trained", {
      exitCode: 2,
      where: folder,
      remedy: "write to another, so that the model you began with is kept",
    });
  const configPath = join(folder, "config.json");
  rmSync(configPath, { force: true });
  for (const name of readdirSync(from))
    if (companions.some((pattern) => pattern.test(name)))
      writeWhole(join(folder, name), readFileSync(join(from, name)));
  writeWhole(configPath, `${JSON.stringify(write(), null, 2)}\n`);
}
