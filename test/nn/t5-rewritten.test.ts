import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readModelFolder } from "../../src/nn/model-folder.ts";
import {
  readLayout,
  readSafetensors,
  readWeights,
  writeSafetensors,
  writeWeights,
} from "../../src/nn/safetensors/index.ts";
import { readT5Config } from "../../src/nn/t5/config.ts";
import { rewriteT5Folder, withOwnOutput } from "../../src/nn/t5/folder.ts";
import { relativeError } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pstar-t5-again-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) => new URL(`../fixtures/t5/${name}`, import.meta.url).pathname;
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/** Reads a T5 and writes it again. */
function rewritten(from: string, more: object = {}) {
  const path = `${from.replaceAll("/", "_")}-again`;
  const configJson = json(join(from, "config.json"));
  const { weights } = readModelFolder(from);
  const config = withOwnOutput(from, readT5Config(configJson, from).config);
  const to = join(folder, path);
  rewriteT5Folder(to, { config: { ...config, ...more }, weights }, configJson, { from, onnx: [] });
  return to;
}

/** A folder of a T5, its weights as `change` makes them. */
function published(
  name: string,
  change: (tensors: Map<string, { shape: readonly number[]; values: Float32Array }>) => void,
) {
  const path = join(folder, name);
  cpSync(fixture("gated-gelu"), path, { recursive: true });
  const tensors = new Map(readWeights(path));
  change(tensors);
  return { path, tensors };
}

describe("a T5 that is written again", () => {
  it.each(["relu", "gated-gelu", "v1.1", "v1.1-tied"])("has the tensors and files it had: %s", (name) => {
    const path = rewritten(fixture(name));
    const [before, after] = [fixture(name), path].map((at) => readSafetensors(join(at, "model.safetensors")));
    expect([...after!.tensors.keys()]).toEqual([...before!.tensors.keys()]);
    for (const [name, { shape, values }] of before!.tensors) {
      expect(after!.tensors.get(name)!.shape).toEqual(shape);
      expect(relativeError(after!.tensors.get(name)!.values, values), name).toBeLessThan(1e-7);
    }
    for (const file of ["config.json", "generation_config.json"])
      expect(json(join(path, file))).toEqual(json(join(fixture(name), file)));
  });

  it("keeps its types bit for bit, and its embeddings' copies, from whichever shards they come", () => {
    const names = ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"];
    const unused = "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight";
    const { path, tensors } = published("sharded", (tensors) => {
      for (const name of names) tensors.set(name, tensors.get("shared.weight")!);
      tensors.set(unused, { shape: [2], values: new Float32Array(2) });
    });
    // As some are published: norms more precise than the rest.
    writeWeights(path, tensors, (name) => (name.includes("norm") ? "F32" : "BF16"), 10_000);
    const before = readWeights(path);
    const again = rewritten(path);
    const layout = new Map([...readLayout(path)].filter(([name]) => name !== unused));
    expect(readLayout(again)).toEqual(layout);
    for (const [name, { values }] of readWeights(again))
      if (name !== "decoder.final_layer_norm.weight") expect(values).toEqual(before.get(name)!.values);
  });

  it("says how long its texts may be where that is more than before", () => {
    const { path, tensors } = published("longer", () => {});
    writeSafetensors(join(path, "model.safetensors"), tensors);
    const { pstar, ...rest } = json(join(rewritten(path, { targetLength: 300 }), "config.json"));
    expect(pstar).toEqual({ sourceLength: 180, targetLength: 300 });
    expect(rest).toEqual(json(join(path, "config.json")));
  });

  it("has an output layer of its own where one is stored, whatever is said", () => {
    const { path, tensors } = published("own", (tensors) => {
      const { shape, values } = tensors.get("shared.weight")!;
      tensors.set("lm_head.weight", { shape, values: values.map((value) => -value) });
    });
    writeSafetensors(join(path, "model.safetensors"), tensors, {}, "F16");
    expect(json(join(path, "config.json")).tie_word_embeddings).toBe(true);
    expect(readModelFolder(path).config.tiedEmbeddings).toBe("inputs");
    const again = rewritten(path);
    expect(new Set(readLayout(again).values())).toEqual(new Set(["F16"]));
    const [ours, theirs] = [again, path].map((at) => readWeights(at).get("lm_head.weight"));
    expect(ours).toEqual(theirs);
  });

  it("is never written over itself, nor where a tensor is missing there", () => {
    const { path, tensors } = published("over", () => {});
    writeSafetensors(join(path, "model.safetensors"), tensors);
    const configJson = json(join(path, "config.json"));
    const model = { config: readT5Config(configJson, path).config, weights: readModelFolder(path).weights };
    const write = (to: string) => rewriteT5Folder(to, model, configJson, { from: path, onnx: [] });
    expect(() => write(path)).toThrow("is the folder of the model that was trained");
    tensors.delete("encoder.final_layer_norm.weight");
    writeSafetensors(join(path, "model.safetensors"), tensors);
    const other = join(folder, "incomplete");
    expect(() => write(other)).toThrow("tensor encoder.final_layer_norm.weight is missing");
    writeFileSync(join(path, "model.safetensors"), "");
    expect(() => write(other)).toThrow("not a safetensors file");
  });
});
