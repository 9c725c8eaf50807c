import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import type { CausalConfig } from "../nn/causal/config.ts";
import { readCausalFolder } from "../nn/causal/folder.ts";
import { readCausalConfig } from "../nn/causal/read-config.ts";
import type { Weights } from "../nn/parameters.ts";
import { readT5Config, type T5Config } from "../nn/t5/config.ts";
import { readT5Folder, withOwnOutput } from "../nn/t5/folder.ts";
import { type ChatTemplate, loadChatTemplate } from "../published/chat-template.ts";
import { loadTokenizer, type Tokenizer } from "../tokenizers/load.ts";

/** A published model before its weights are read. */
export interface Base {
  readonly folder: string;
  readonly model: BaseModel;
  readonly configJson: Readonly<Record<string, unknown>>;
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate | undefined;
  /** Any of them ends an answer. */
  readonly endTokens: readonly number[];
}

export type BaseModel =
  | { readonly kind: "causal"; readonly config: CausalConfig }
  | { readonly kind: "translation"; readonly config: T5Config };

/**
 * What a model's folder says of it, apart from its weights.
 *
 * @throws PstarError (exit code 2) where something is missing, or of an architecture or with an option that is not supported
 */
export async function openBase(folder: string): Promise<Base> {
  const path = join(folder, "config.json");
  const configJson = readObject(path);
  const said = modelOf(configJson, path);
  requireWeights(folder);
  const model =
    said.kind === "causal" ? said : { kind: said.kind, config: withOwnOutput(folder, said.config) };
  const tokenizer = loadTokenizer(folder);
  const { vocabularySize } = model.config;
  if (tokenizer.endToken >= vocabularySize)
    throw new PstarError(`ends texts with token ${tokenizer.endToken}, and the model has ${vocabularySize}`, {
      exitCode: 2,
      where: join(folder, "tokenizer_config.json"),
      remedy: "name a folder whose model and tokenizer belong together",
    });
  const template = await loadChatTemplate(folder);
  return { folder, model, configJson, tokenizer, template, endTokens: endTokensOf(folder, model) };
}

/** The weights of a model, by the names that its training goes by. */
export function readBaseWeights({ folder, model, configJson }: Base): Weights {
  return model.kind === "causal"
    ? readCausalFolder(folder).weights
    : readT5Folder(folder, configJson).weights;
}

/** The name on Hugging Face's hub that a model's `config.json` tells: what it was saved from, which may be the model before it. */
export function hubName({ configJson }: Pick<Base, "configJson">): string | undefined {
  const { _name_or_path: name } = configJson;
  return typeof name === "string" && /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name) ? name : undefined;
}

/** Names of the files that weights are in. */
export const weightFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /\.safetensors(\.index\.json)?$/.test(name))
    .sort();

function modelOf(configJson: Readonly<Record<string, unknown>>, path: string): BaseModel {
  if (configJson.model_type !== "t5") return { kind: "causal", config: readCausalConfig(configJson, path) };
  return { kind: "translation", config: readT5Config(configJson, path).config };
}

function requireWeights(folder: string): void {
  if (weightFiles(folder).length > 0) return;
  throw new PstarError("has no model.safetensors", {
    exitCode: 2,
    where: folder,
    remedy: "download the model's safetensors files; weights of other formats are not read",
  });
}

function endTokensOf(folder: string, { kind, config }: BaseModel): readonly number[] {
  const path = join(folder, "generation_config.json");
  const { eos_token_id: ends } = existsSync(path) ? readObject(path) : {};
  const own = kind === "causal" ? config.endTokens : [config.endToken ?? []].flat();
  const more = [ends ?? []].flat().filter((token): token is number => Number.isInteger(token));
  return [...new Set([...own, ...more])];
}

function readObject(path: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(readFileSync(path, "utf8")) };
  } catch (error) {
    const why = error instanceof SyntaxError ? "is no JSON" : `can't be read: ${(error as Error).message}`;
    throw new PstarError(why, { exitCode: 2, where: path, remedy: "name a folder that holds a model" });
  }
}
