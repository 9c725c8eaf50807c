import type { Family, PublishedModel } from "./model.ts";

/** A model that torchtune builds: its size tells which. */
interface Built {
  readonly family: Family;
  /** Billions of parameters, as names write them. */
  readonly size: string;
  /** In `torchtune.models`; with `lora_` before its last part, under adapters. Bases and instructed ones may differ. */
  readonly builder: string;
  readonly type: "LLAMA2" | "LLAMA3" | "LLAMA3_2" | "MISTRAL" | "QWEN2";
  /** Safetensors files that it is published in. */
  readonly shards: number;
}

const built: readonly Built[] = [
  { family: "llama2", size: "7b", builder: "llama2.llama2_7b", type: "LLAMA2", shards: 2 },
  { family: "llama2", size: "13b", builder: "llama2.llama2_13b", type: "LLAMA2", shards: 3 },
  { family: "llama2", size: "70b", builder: "llama2.llama2_70b", type: "LLAMA2", shards: 15 },
  { family: "llama3", size: "8b", builder: "llama3.llama3_8b", type: "LLAMA3", shards: 4 },
  { family: "llama3", size: "70b", builder: "llama3.llama3_70b", type: "LLAMA3", shards: 30 },
  { family: "llama3.1", size: "8b", builder: "llama3_1.llama3_1_8b", type: "LLAMA3", shards: 4 },
  { family: "llama3.1", size: "70b", builder: "llama3_1.llama3_1_70b", type: "LLAMA3", shards: 30 },
  { family: "llama3.2", size: "1b", builder: "llama3_2.llama3_2_1b", type: "LLAMA3_2", shards: 1 },
  { family: "llama3.2", size: "3b", builder: "llama3_2.llama3_2_3b", type: "LLAMA3_2", shards: 2 },
  { family: "llama3.3", size: "70b", builder: "llama3_3.llama3_3_70b", type: "LLAMA3", shards: 30 },
  { family: "mistral", size: "7b", builder: "mistral.mistral_7b", type: "MISTRAL", shards: 2 },
  { family: "qwen2", size: "0.5b", builder: "qwen2.qwen2_0_5b", type: "QWEN2", shards: 1 },
  { family: "qwen2", size: "1.5b", builder: "qwen2.qwen2_1_5b", type: "QWEN2", shards: 1 },
  { family: "qwen2", size: "7b", builder: "qwen2.qwen2_7b", type: "QWEN2", shards: 4 },
  { family: "qwen2.5", size: "0.5b", builder: "qwen2_5.qwen2_5_0_5b", type: "QWEN2", shards: 1 },
  { family: "qwen2.5", size: "1.5b", builder: "qwen2_5.qwen2_5_1_5b_{kind}", type: "QWEN2", shards: 1 },
  { family: "qwen2.5", size: "3b", builder: "qwen2_5.qwen2_5_3b", type: "QWEN2", shards: 2 },
  { family: "qwen2.5", size: "7b", builder: "qwen2_5.qwen2_5_7b_{kind}", type: "QWEN2", shards: 4 },
  { family: "qwen2.5", size: "14b", builder: "qwen2_5.qwen2_5_14b_{kind}", type: "QWEN2", shards: 8 },
  { family: "qwen2.5", size: "32b", builder: "qwen2_5.qwen2_5_32b_{kind}", type: "QWEN2", shards: 17 },
  { family: "qwen2.5", size: "72b", builder: "qwen2_5.qwen2_5_72b_{kind}", type: "QWEN2", shards: 37 },
];

/** What of torchtune a model goes by. */
export interface TorchtuneModel {
  /** `torchtune.models.llama3_2.llama3_2_1b` */
  readonly builder: string;
  readonly type: Built["type"];
  readonly weightFiles: readonly string[];
  readonly tokenizer: { readonly _component_: string; readonly path: string; readonly merges_file?: string };
}

/** Undefined where torchtune has no such model. @param folder that its files are in */
export function torchtuneModel(
  model: PublishedModel,
  folder: string,
  lora: boolean,
): TorchtuneModel | undefined {
  const sizes: readonly string[] = model.label.toLowerCase().match(/\d+(\.\d+)?b(?![a-z0-9])/g) ?? [];
  const found = built.find(({ family, size }) => family === model.family && sizes.includes(size));
  if (found === undefined) return undefined;
  const kind = /instruct|chat/i.test(model.label) ? "instruct" : "base";
  const [module, name] = found.builder.replace("{kind}", kind).split(".") as [string, string];
  return {
    builder: `torchtune.models.${module}.${lora ? "lora_" : ""}${name}`,
    type: found.type,
    weightFiles: model.folder?.weightFiles ?? filesOf(found.shards),
    tokenizer: tokenizerOf(found, folder),
  };
}

/** Models by name, for who asks for another. */
export const torchtuneNames = Array.from(
  Map.groupBy(built, ({ family }) => family),
  ([family, models]) => `${family} (${models.map(({ size }) => size).join(", ")})`,
).join(", ");

function filesOf(shards: number): string[] {
  if (shards === 1) return ["model.safetensors"];
  const five = (n: number): string => String(n).padStart(5, "0");
  return Array.from({ length: shards }, (_, i) => `model-${five(i + 1)}-of-${five(shards)}.safetensors`);
}

function tokenizerOf({ family, type }: Built, folder: string): TorchtuneModel["tokenizer"] {
  if (type === "QWEN2") {
    const module = family === "qwen2" ? "qwen2" : "qwen2_5";
    return {
      _component_: `torchtune.models.${module}.${module}_tokenizer`,
      path: `${folder}/vocab.json`,
      merges_file: `${folder}/merges.txt`,
    };
  }
  const module = type.startsWith("LLAMA3") ? "llama3" : type.toLowerCase();
  const path = module === "llama3" ? "original/tokenizer.model" : "tokenizer.model";
  return { _component_: `torchtune.models.${module}.${module}_tokenizer`, path: `${folder}/${path}` };
}
