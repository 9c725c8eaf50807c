import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { PstarError } from "../errors.ts";

/** A model that others published, by its name on the Hugging Face Hub or as a folder. */
export interface PublishedModel {
  /** What trainers are told: the name, or the folder's absolute path. */
  readonly name: string;
  /** Null where it is a name. */
  readonly folder: LocalFolder | null;
  /** What its kind and size are told by: the name; of a folder its own name and that in its `config.json`. */
  readonly label: string;
  /** Null where it is none known here. */
  readonly family: Family | null;
}

export interface LocalFolder {
  /** Names of its safetensors files, sorted. */
  readonly weightFiles: readonly string[];
}

/** How a family is told by its name, and by `model_type` of its `config.json`; the first that fits. */
const families = {
  "llama3.3": { names: /llama-?3[._]3/i, types: [] },
  "llama3.2": { names: /llama-?3[._]2/i, types: [] },
  "llama3.1": { names: /llama-?3[._]1/i, types: [] },
  llama3: { names: /llama-?3/i, types: [] },
  tinyllama: { names: /tinyllama/i, types: [] },
  smollm2: { names: /smollm2/i, types: [] },
  llama2: { names: /llama-?2/i, types: [] },
  "qwen2.5": { names: /qwen-?2[._]5/i, types: [] },
  qwen3: { names: /qwen-?3(?![._]\d)/i, types: ["qwen3"] },
  qwen2: { names: /qwen-?2(?![._]\d)/i, types: ["qwen2"] },
  mistral: { names: /mistral-7b/i, types: ["mistral"] },
  gemma2: { names: /gemma-2-/i, types: ["gemma2"] },
  phi4: { names: /phi-?4(?!-mini)/i, types: [] },
} as const satisfies Record<string, { readonly names: RegExp; readonly types: readonly string[] }>;

export type Family = keyof typeof families;

/** Name on the Hub: `owner/name`, or a name alone. */
const hubName = /^[A-Za-z0-9][\w.-]{0,95}(\/[A-Za-z0-9][\w.-]{0,95})?$/;

const config = z.looseObject({
  model_type: z.string(),
  _name_or_path: z.string().optional(),
});

/**
 * @param text a folder with a `config.json`, else a name such as `Qwen/Qwen2.5-0.5B-Instruct`
 * @throws PstarError (exit code 2) where it is neither
 */
export function publishedModel(text: string): PublishedModel {
  const path = resolve(text);
  if (existsSync(join(path, "config.json"))) return localModel(path);
  const isPath = /^[./~]|\\/.test(text) || (existsSync(path) && statSync(path).isDirectory());
  if (isPath) throw refused("no folder with a config.json", text);
  if (!hubName.test(text) || text.includes("..") || text.includes("--")) {
    throw refused("neither a folder nor a name on the Hugging Face Hub", text);
  }
  return { name: text, label: text, folder: null, family: familyOf(text, undefined) };
}

function localModel(path: string): PublishedModel {
  // Trainers' configurations put variables in for `${…}`.
  if (/\p{C}|\$\{/u.test(path)) throw refused("a path with control characters or ${", path);
  const parsed = config.safeParse(readConfig(join(path, "config.json")));
  if (!parsed.success) throw refused("its config.json has no model_type", path);
  const { model_type, _name_or_path = "" } = parsed.data;
  const label = `${_name_or_path} ${basename(path)}`;
  return {
    name: path,
    label,
    folder: {
      weightFiles: readdirSync(path)
        .filter((file) => file.endsWith(".safetensors"))
        .sort(),
    },
    family: familyOf(label, model_type),
  };
}

function readConfig(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw refused("its config.json cannot be read", path);
  }
}

function familyOf(names: string, type: string | undefined): Family | null {
  const all = Object.entries(families) as [Family, { names: RegExp; types: readonly string[] }][];
  const found =
    all.find(([, family]) => family.names.test(names)) ??
    all.find(([, { types }]) => type !== undefined && types.includes(type));
  return found?.[0] ?? null;
}

const refused = (message: string, where: string): PstarError =>
  new PstarError(message, {
    exitCode: 2,
    where: `--model ${where}`,
    remedy: "give a name such as Qwen/Qwen2.5-0.5B-Instruct, or the folder of a model",
  });
