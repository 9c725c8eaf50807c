import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { causalDecodingModel } from "../../../src/nn/causal/decoding/model.ts";
import { tokenRows } from "../../../src/nn/causal/decoding/token-rows.ts";
import { readCausalFolder } from "../../../src/nn/causal/folder.ts";
import { writeCausalFolder } from "../../../src/nn/causal/write-folder.ts";
import { decodeGreedily } from "../../../src/nn/decoding/generate.ts";
import {
  readLayout,
  readSafetensors,
  readWeights,
  writeSafetensors,
  writeWeights,
} from "../../../src/nn/safetensors/index.ts";
import { causalFixtures, fixtureFolder, readCausalFixture } from "./fixture.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-causal-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

describe.each(causalFixtures)("%s, written", (name) => {
  const { model, expected } = readCausalFixture(name);
  const from = fixtureFolder(name);

  it("comes back bit for bit, its file's tensors and config.json as they were", () => {
    const path = join(folder, `${name}-same`);
    writeCausalFolder(path, model, { from });
    expect(readCausalFolder(path)).toEqual(model);
    const [before, after] = [from, path].map(
      (place) => readSafetensors(join(place, "model.safetensors")).tensors,
    );
    expect([...after!]).toEqual([...before!]);
    expect(json(join(path, "config.json"))).toEqual(json(join(from, "config.json")));
  });

  it.each([
    ["F16", "float16", 2 ** -11],
    ["BF16", "bfloat16", 2 ** -8],
  ] as const)("as %s comes back to that type's precision", (dtype, said, precision) => {
    const path = join(folder, `${name}-${dtype}`);
    writeCausalFolder(path, model, { from, dtype });
    expect(json(join(path, "config.json")).dtype).toBe(said);
    expect(new Set(readLayout(path).values())).toEqual(new Set([dtype]));
    for (const [key, { values }] of readCausalFolder(path).weights)
      for (const [i, value] of values.entries()) {
        const wanted = model.weights.get(key)!.values[i]!;
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(precision * Math.abs(wanted) + 2 ** -25);
      }
    // Weights that this type holds are written as they are.
    const again = join(folder, `${name}-${dtype}-again`);
    writeCausalFolder(again, readCausalFolder(path), { from: path });
    expect(readFileSync(join(again, "model.safetensors"))).toEqual(
      readFileSync(join(path, "model.safetensors")),
    );
  });

  it("is run by Transformers.js, to the engine's greedy text", async () => {
    const path = join(folder, `${name}-run`);
    writeCausalFolder(path, model, { from, onnx: ["fp32", "q8"] });
    const prompts = expected.rows.map((row, i) => row.slice(0, expected.prompts[i]));
    const decoding = causalDecodingModel(readCausalFolder(path), { newTokens: 12, threads: 1 });
    const engine = (await decodeGreedily(decoding, tokenRows(prompts))).map((row) => [...row.tokens]);
    expect(engine).toEqual(expected.greedy);
    expect(await generated(path, "fp32", prompts)).toEqual(engine);
    for (const [i, prompt] of prompts.entries())
      expect(await generated(path, "fp32", [prompt])).toEqual([engine[i]]);
    const quantized = await generated(path, "q8", prompts);
    expect(quantized.map((row) => row.length > 0)).toEqual(prompts.map(() => true));
  });
});

/** What Transformers.js generates after prompts that are padded on the left. */
async function generated(
  path: string,
  dtype: "fp32" | "q8",
  prompts: readonly number[][],
): Promise<number[][]> {
  const { AutoModelForCausalLM, env, Tensor } = await import("@huggingface/transformers");
  env.allowRemoteModels = false;
  env.localModelPath = join(path, "..");
  const model = await AutoModelForCausalLM.from_pretrained(path.split("/").at(-1)!, { dtype });
  const length = Math.max(...prompts.map((prompt) => prompt.length));
  const int64 = (fill: (token: number | undefined) => number) => {
    const rows = prompts.flatMap((row) =>
      Array.from({ length }, (_, i) => fill(row[i - length + row.length])),
    );
    return new Tensor("int64", BigInt64Array.from(rows, BigInt), [prompts.length, length]);
  };
  const inputs = {
    inputs: int64((token) => token ?? 0),
    attention_mask: int64((token) => (token === undefined ? 0 : 1)),
  };
  const output = await model.generate({ ...inputs, max_new_tokens: 12, do_sample: false } as never);
  await model.dispose();
  const rows = (output as InstanceType<typeof Tensor>).tolist() as bigint[][];
  return rows.map((row) => {
    const tokens = row.slice(length).map(Number);
    const end = tokens.indexOf(2);
    return end < 0 ? tokens : tokens.slice(0, end + 1);
  });
}

describe("a folder that is written", () => {
  const { model } = readCausalFixture("gpt2");

  it("takes along what belongs to the model and nothing else, and leaves nothing of what was there", () => {
    const [from, path] = [join(folder, "from"), join(folder, "companions")];
    cpSync(fixtureFolder("gpt2"), from, { recursive: true });
    const taken = [
      "chat_template.jinja",
      "generation_config.json",
      "LICENSE",
      "merges.txt",
      "tokenizer.json",
    ];
    for (const name of [...taken, "README.md", "pytorch_model.bin"]) writeFileSync(join(from, name), name);
    mkdirSync(path);
    writeFileSync(join(path, "model-00001-of-00002.safetensors"), "old");
    writeFileSync(join(path, "model.safetensors.index.json"), "old");
    writeCausalFolder(path, model, { from, onnx: ["q8"] });
    writeCausalFolder(path, model, { from, onnx: ["fp32"] });
    expect(readdirSync(path, { recursive: true }).sort()).toEqual(
      [...taken, "config.json", "model.safetensors", "onnx", "onnx/model.onnx"].sort(),
    );
    for (const name of taken) expect(readFileSync(join(path, name), "utf8")).toBe(name);
  });

  it("keeps the names that GPT-2 was published under, and no tensor that is not the model's", () => {
    const from = join(folder, "published");
    cpSync(fixtureFolder("gpt2"), from, { recursive: true });
    const named = [...model.weights].map(
      ([name, weight]) => [name.replace("transformer.", ""), weight] as const,
    );
    const mask = { shape: [1, 1, 2, 2], values: Float32Array.of(1, 0, 1, 1) };
    writeSafetensors(join(from, "model.safetensors"), new Map([...named, ["h.0.attn.bias", mask]]));
    const path = join(folder, "published-again");
    writeCausalFolder(path, readCausalFolder(from), { from });
    expect([...readWeights(path).keys()]).toEqual(named.map(([name]) => name));
  });

  it("lies in shards where one file would be too large", () => {
    const path = join(folder, "shards");
    mkdirSync(path);
    const dtypeOf = (name: string) => (name.includes("ln") ? "F32" : "BF16");
    writeWeights(path, model.weights, dtypeOf, 1000);
    const { metadata, weight_map: map } = json(join(path, "model.safetensors.index.json"));
    const files = readdirSync(path).filter((name) => name.endsWith(".safetensors"));
    expect(files.length).toBeGreaterThan(3);
    expect(files.at(-1)).toBe(`model-0000${files.length}-of-0000${files.length}.safetensors`);
    const sizes = files.map((file) => {
      const { tensors } = readSafetensors(join(path, file));
      for (const name of tensors.keys()) expect(map[name]).toBe(file);
      return [...tensors].reduce(
        (sum, [name, { values }]) => sum + values.length * (dtypeOf(name) === "F32" ? 4 : 2),
        0,
      );
    });
    for (const [i, size] of sizes.entries())
      expect(size <= 1000 || readSafetensors(join(path, files[i]!)).tensors.size === 1).toBe(true);
    expect(sizes.reduce((a, b) => a + b)).toBe(metadata.total_size);
    expect([...readWeights(path).keys()]).toEqual([...model.weights.keys()]);
    expect([...readLayout(path)]).toEqual([...model.weights.keys()].map((name) => [name, dtypeOf(name)]));
  });

  it("is never the one that the model came from", () => {
    const from = fixtureFolder("gpt2");
    const same = join(from, "..", "gpt2");
    expect(() => writeCausalFolder(same, model, { from })).toThrow(/folder of the model that was trained/);
    expect(readCausalFolder(from)).toEqual(model);
  });
});
