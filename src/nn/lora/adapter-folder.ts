import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PstarError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import type { Weights } from "../parameters.ts";
import { readSafetensors, writeSafetensors } from "../safetensors/index.ts";
import { type Adaptable, adaptedLayers, endOf, linearLayers } from "./layers.ts";
import { type AdaptedModel, adapterParameters, type Lora } from "./network.ts";

const configFile = "adapter_config.json";
const tensorFile = "adapter_model.safetensors";
/** What `peft` puts before a tensor's name. */
const prefix = "base_model.model.";

/**
 * Writes adapters as Hugging Face's `peft` does.
 * @param adapters by the names of `adapterParameters`
 * @param baseModel what to load the model itself from: a folder, or a name on the hub
 */
export function writeAdapter(
  folder: string,
  adapters: Weights,
  model: AdaptedModel & { readonly lora: { readonly dropout?: number } },
  baseModel: string,
): void {
  mkdirSync(folder, { recursive: true });
  const stored = adapterParameters(model).map(
    ({ name }) => [`${prefix}${name}`, adapters.get(name)!] as const,
  );
  writeSafetensors(join(folder, tensorFile), new Map(stored));
  // Last, since a folder with a configuration counts as whole.
  const json = `${JSON.stringify(configJson(model, baseModel), null, 2)}\n`;
  writeWhole(join(folder, configFile), json);
}

function configJson(
  model: AdaptedModel & { readonly lora: { readonly dropout?: number } },
  baseModel: string,
) {
  const { rank, alpha, dropout = 0 } = model.lora;
  return {
    peft_type: "LORA",
    task_type: "causal" in model ? "CAUSAL_LM" : "SEQ_2_SEQ_LM",
    base_model_name_or_path: baseModel,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    target_modules: targetModules(model),
    fan_in_fan_out: "causal" in model && model.causal.family === "gpt2",
    bias: "none",
    init_lora_weights: true,
    inference_mode: true,
    modules_to_save: null,
  };
}

/** `peft` takes a name for every layer that ends so: the ends, where they mean the adapted layers and no others. */
function targetModules(model: AdaptedModel): string[] {
  const adapted = adaptedLayers(model, model.lora.layers).map(({ name }) => name);
  const ends = new Set(adapted.map(endOf));
  const meant = linearLayers(model).filter(({ name }) => ends.has(endOf(name)));
  return meant.length === adapted.length ? [...ends] : adapted;
}

const adapterJson = z.object({
  peft_type: z.literal("LORA"),
  base_model_name_or_path: z.string().nullish(),
  r: z.number().int().positive(),
  lora_alpha: z.number().positive(),
  lora_dropout: z.number().min(0).lt(1).default(0),
  bias: z.literal("none").default("none"),
  use_rslora: z.literal(false).default(false),
  use_dora: z.literal(false).default(false),
  rank_pattern: z.object({}).strict().nullish(),
  alpha_pattern: z.object({}).strict().nullish(),
  modules_to_save: z.array(z.string()).max(0).nullish(),
});

/** Adapters as a folder holds them. */
export interface Adapter {
  readonly adapters: Weights;
  readonly lora: Lora & { readonly dropout: number; readonly layers: string[] };
  readonly baseModel: string | undefined;
}

/**
 * Reads adapters that `writeAdapter` or `peft` wrote.
 * @throws PstarError naming the key or the tensor that is missing, wrong, not supported or not this model's
 */
export function readAdapter(folder: string, model: Adaptable): Adapter {
  const config = readConfig(join(folder, configFile));
  const path = join(folder, tensorFile);
  const stored = new Map(
    [...readSafetensors(path).tensors].map(([name, weight]) => [name.replace(prefix, ""), weight]),
  );
  const layers = adaptedNames(stored, model, path);
  const lora = { rank: config.r, alpha: config.lora_alpha, dropout: config.lora_dropout, layers };
  const adapters = new Map(
    adapterParameters({ ...model, lora }).map(({ name, shape }) => {
      const weight = stored.get(name);
      if (weight === undefined) throw new PstarError(`tensor ${prefix}${name} is missing`, { where: path });
      if (weight.shape.join() !== shape.join())
        throw new PstarError(`tensor ${prefix}${name} has shape [${weight.shape}], not [${shape}]`, {
          where: path,
        });
      return [name, weight];
    }),
  );
  return { adapters, lora, baseModel: config.base_model_name_or_path ?? undefined };
}

/** The layers that a file's tensors are for. */
function adaptedNames(stored: Weights, model: Adaptable, path: string): string[] {
  const known = new Set(linearLayers(model).map(({ name }) => name));
  const names = new Set<string>();
  for (const name of stored.keys()) {
    // Of an output layer `peft` writes the model's own weight, too.
    const layer = name.replace(/\.(lora_[AB]|base_layer)\.weight$/, "");
    if (!known.has(layer))
      throw new PstarError(`tensor ${name} is for no linear layer of this model`, { where: path });
    names.add(layer);
  }
  return [...names];
}

function readConfig(path: string): z.infer<typeof adapterJson> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? "is no JSON" : `can't be read: ${(error as Error).message}`;
    throw new PstarError(why, { exitCode: 2, where: path });
  }
  const parsed = adapterJson.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PstarError(`${issue!.path.join(".")}: ${issue!.message}`, { exitCode: 2, where: path });
}
