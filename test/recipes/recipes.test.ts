import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { axolotlOptions } from "../../src/recipes/axolotl.ts";
import { checkFolder, publishedModel, recipes, settingsOf, writeRecipe } from "../../src/recipes/index.ts";
import { datasetInfo, deepSpeedOptions, llamaFactoryOptions } from "../../src/recipes/llama-factory.ts";
import { yamlFile } from "../../src/recipes/recipe.ts";
import type { RecipeChoices } from "../../src/recipes/settings.ts";
import { torchtuneOptions } from "../../src/recipes/torchtune.ts";
import { accelerateOptions, trlDpoOptions, trlSftOptions } from "../../src/recipes/trl.ts";

const schemas: Readonly<Record<string, z.ZodType>> = {
  "sft.yaml": trlSftOptions,
  "dpo.yaml": trlDpoOptions,
  "accelerate.yaml": accelerateOptions,
  "axolotl.yaml": axolotlOptions,
  "train.yaml": llamaFactoryOptions,
  "dataset_info.json": datasetInfo,
  "zero3.json": deepSpeedOptions,
  "torchtune.yaml": torchtuneOptions,
};

const model = publishedModel("Qwen/Qwen2.5-0.5B-Instruct");
const data = { train: "data/train.jsonl", validation: "data/validation.jsonl", rows: 6400, isChat: false };

const combinations = recipes.flatMap((recipe) =>
  (["sft", "dpo"] as const).flatMap((method) =>
    [1, 8].flatMap((gpus) =>
      [{}, { loraRank: 16 }].flatMap((lora) =>
        [data, { ...data, validation: null }].map((data) => {
          const choices: RecipeChoices = { model, method, gpus, seed: 7, ...lora };
          return { recipe, settings: settingsOf({ ...choices, packing: method === "sft" }, data) };
        }),
      ),
    ),
  ),
);

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), "pstar-recipe-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function localModel(config: object | string, name = "model"): string {
  const folder = join(folderOf(), name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  return folder;
}

/** All values of a YAML or JSON tree by their own names. */
function leaves(tree: unknown, name = ""): [string, unknown][] {
  if (typeof tree !== "object" || tree === null) return [[name, tree]];
  return Object.entries(tree).flatMap(([key, value]) => leaves(value, Array.isArray(tree) ? name : key));
}

describe("a recipe", () => {
  it("writes files of the trainer's own options and no others, with what was asked for", () => {
    let written = 0;
    for (const { recipe, settings } of combinations) {
      if (recipe.problem?.(settings) !== undefined) continue;
      const { files, train, install } = recipe.write(settings);
      const found: [string, unknown][] = [];
      for (const [name, text] of Object.entries(files)) {
        // As PyYAML and Hugging Face read it.
        const value = parse(text, { version: "1.1" });
        expect(schemas[name]!.safeParse(value).error, name).toBeUndefined();
        expect(schemas[name]!.safeParse({ ...value, learning_rat: 1 }).success, name).toBe(false);
        found.push(...leaves(value));
      }
      written++;
      const all = new Map(found);
      const asked = [
        settings.learningRate,
        settings.length,
        settings.seed,
        settings.epochs,
        "data/train.jsonl",
      ];
      const values = found.map(([, value]) => value);
      for (const value of recipe.name === "trl" ? asked.slice(0, 4) : asked) {
        expect(values, `${recipe.name} ${settings.method}`).toContain(value);
      }
      expect(all.has("lora_rank") || all.has("lora_r")).toBe(settings.lora !== null);
      // A validation set is used where there is one and the trainer can.
      const isValidated =
        values.includes("data/validation.jsonl") || all.get("dataset_test_split") !== undefined;
      expect(isValidated).toBe(settings.data.validation !== null && recipe.name !== "torchtune");
      expect(settings.gpus * settings.batchPerGpu * settings.accumulation).toBe(32);
      if (settings.gpus === 8) expect(`${train.join()} ${all.get("num_processes") ?? ""}`).toContain("8");
      expect(install.length).toBeGreaterThan(0);
    }
    // All but what torchtune has no recipe for: all weights on preferences on one GPU.
    expect(written).toBe(combinations.length - 2);
  });

  it.each([
    ["trl", "sft.yaml", { completion_only_loss: true }],
    ["axolotl", "axolotl.yaml", { train_on_inputs: false }],
    ["llama-factory", "train.yaml", { train_on_prompt: false, mask_history: true }],
    ["torchtune", "torchtune.yaml", { dataset: { train_on_input: false } }],
  ])("of %s learns answers only", (name, file, expected) => {
    const recipe = recipes.find((one) => one.name === name)!;
    const { files } = recipe.write(settingsOf({ model, method: "sft", seed: 1 }, data));
    expect(parse(files[file]!)).toMatchObject(expected);
  });

  it("lets no unknown option be written", () => {
    const options = { compute_environment: "LOCAL_MACHINE", gpu: 3 } as never;
    expect(() => yamlFile(accelerateOptions, options)).toThrow(/gpu/);
  });

  it("writes numbers that every reader of YAML takes for numbers", () => {
    const { files } = recipes[0]!.write(settingsOf({ model, method: "dpo", seed: 1 }, data));
    expect(files["dpo.yaml"]).toMatch(/^learning_rate: 5\.0e-7$/m);
  });
});

describe("a recipe's settings", () => {
  it.each([
    [{ gpus: 3, effectiveBatch: 32 }, /batch of 32 cannot be shared by 3 GPUs/],
    [{ gpus: 0 }, /--gpus is 0/],
    [{ method: "dpo", packing: true }, /not packed/],
    [{ learningRate: 0 }, /learning rate of 0/],
    [{ loraRank: 0 }, /--lora-rank is 0/],
    [{ length: 1 }, /--length is 1/],
  ] as const)("refuse %j", (choices, message) => {
    expect(() => settingsOf({ model, method: "sft", seed: 1, ...choices }, data)).toThrow(message);
  });
});

describe("a model's name", () => {
  it.each([
    ...[
      "$(rm -rf /)",
      "; rm -rf /",
      "-x",
      "../..",
      "a/b/c",
      "a\nb",
      "",
      "a--b/c",
      "./nothing",
      "a b",
      "`id`",
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a shell would put a variable in for
    ...["${HOME}", "a/..", "--config", "a\u0000b", "C:\\models\\a"],
  ])("is refused where it is none: %j", (name) => {
    expect(() => publishedModel(name)).toThrow(/folder/);
  });

  it.each([
    ["meta-llama/Llama-3.2-1B-Instruct", "llama3.2"],
    ["meta-llama/Llama-2-7b-hf", "llama2"],
    ["Qwen/Qwen2.5-7B", "qwen2.5"],
    ["Qwen/Qwen3-0.6B", "qwen3"],
    ["HuggingFaceTB/SmolLM2-135M", "smollm2"],
    ["TinyLlama/TinyLlama-1.1B-Chat-v1.0", "tinyllama"],
    ["openai-community/gpt2", null],
  ])("tells the family: %s", (name, family) => {
    expect(publishedModel(name)).toMatchObject({ name, folder: null, family });
  });

  it("of a folder goes by its config.json, and its files are those that are there", () => {
    const path = localModel({ model_type: "qwen2", _name_or_path: "Qwen/Qwen2.5-0.5B" });
    writeFileSync(join(path, "model.safetensors"), "");
    expect(publishedModel(path)).toMatchObject({
      name: path,
      family: "qwen2.5",
      folder: { weightFiles: ["model.safetensors"] },
    });
    expect(publishedModel(localModel({ model_type: "mistral" })).family).toBe("mistral");
  });

  it("of a folder is refused where a trainer would read something else in it, or its config.json is none", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what OmegaConf would put a variable in for
    const hostile = localModel({ model_type: "qwen2" }, "${oc.env:HOME}");
    expect(() => publishedModel(hostile)).toThrow(/control characters or \$\{/);
    expect(() => publishedModel(localModel("{"))).toThrow(/cannot be read/);
    expect(() => publishedModel(localModel({}))).toThrow(/no model_type/);
  });

  it("that a YAML reader could take for something else stays a name", () => {
    const path = localModel({ model_type: "qwen2" }, "a: b # {c} 'd' \"e\" é no");
    const [trl] = recipes;
    const { files } = trl!.write(settingsOf({ model: publishedModel(path), method: "sft", seed: 1 }, data));
    expect(parse(files["sft.yaml"]!, { version: "1.1" })).toMatchObject({ model_name_or_path: path });
  });
});

describe("torchtune's models", () => {
  const torchtune = recipes.find(({ name }) => name === "torchtune")!;
  const builderOf = (name: string, loraRank?: number): string => {
    const choices = { model: publishedModel(name), method: "sft", seed: 1 } as const;
    const settings = settingsOf({ ...choices, ...(loraRank !== undefined && { loraRank }) }, data);
    expect(torchtune.problem?.(settings)).toBeUndefined();
    return parse(torchtune.write(settings).files["torchtune.yaml"]!).model._component_;
  };

  it("are told by family, size and kind", () => {
    expect(builderOf("Qwen/Qwen2.5-7B-Instruct", 8)).toBe(
      "torchtune.models.qwen2_5.lora_qwen2_5_7b_instruct",
    );
    expect(builderOf("Qwen/Qwen2.5-1.5B")).toBe("torchtune.models.qwen2_5.qwen2_5_1_5b_base");
    expect(builderOf("meta-llama/Llama-3.2-1B-Instruct")).toBe("torchtune.models.llama3_2.llama3_2_1b");
  });

  it("that it has not are refused", () => {
    for (const name of ["openai-community/gpt2", "Qwen/Qwen2.5-70B", "meta-llama/Llama-3.2-11B"]) {
      const settings = settingsOf({ model: publishedModel(name), method: "sft", seed: 1 }, data);
      expect(torchtune.problem?.(settings)).toMatch(/no model of that name and size/);
    }
  });
});

describe("a recipe's folder", () => {
  const write = (folder: string, name: string) => {
    checkFolder(folder);
    const recipe = recipes.find((one) => one.name === name)!;
    return writeRecipe(folder, recipe, settingsOf({ model, method: "sft", seed: 1 }, data), ["pstar …"]);
  };

  it("takes another recipe's place, and leaves nothing of it", () => {
    const folder = folderOf();
    mkdirSync(join(folder, "data"));
    const first = write(folder, "trl");
    const second = write(folder, "llama-factory");
    for (const file of second.files) expect(readFileSync(join(folder, file), "utf8")).not.toBe("");
    for (const file of first.files.filter((one) => !second.files.includes(one))) {
      expect(() => readFileSync(join(folder, file))).toThrow(/ENOENT/);
    }
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    for (const line of [...second.install, ...second.train]) expect(readme).toContain(line);
  });

  it("that holds anything else is left alone", () => {
    const folder = folderOf();
    writeFileSync(join(folder, "thesis.tex"), "");
    expect(() => write(folder, "trl")).toThrow(/holds `thesis.tex`/);
    writeFileSync(join(folder, "recipe.json"), JSON.stringify({ pstarRecipe: 1, files: ["../thesis.tex"] }));
    expect(() => write(folder, "trl")).toThrow(/no part of a recipe/);
  });
});
