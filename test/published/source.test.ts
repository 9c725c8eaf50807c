import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEmbedder } from "../../src/published/embedding.ts";
import { openJudge } from "../../src/published/entailment.ts";
import { fingerprintOf } from "../../src/published/fingerprint.ts";
import type { Source } from "../../src/published/source.ts";
import { openTextModel } from "../../src/published/text-model.ts";
import { copyOf, fixtures, here, refusalOf, sourceOf } from "./fixtures.ts";

const reconfigure = (folder: string, change: object): void => {
  const path = join(folder, "config.json");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
};

describe("a model that cannot be run", () => {
  const open = (folder: string, more: Partial<Source> = {}) => openTextModel(sourceOf(folder, more), here);

  it.each<[string, string, string, () => string, Partial<Source>]>([
    [
      "a graph of the type asked for",
      "onnx/model_fp16.onnx",
      "optimum-cli export onnx",
      () => copyOf("llama"),
      { dtype: "fp16" },
    ],
    [
      "half an encoder–decoder",
      "onnx/encoder_model.onnx",
      "optimum-cli export onnx",
      () => without("t5", "onnx/encoder_model.onnx"),
      {},
    ],
    [
      "its tokenizer",
      "tokenizer.json",
      "download the whole model",
      () => without("llama", "tokenizer.json"),
      {},
    ],
    ["its config", "config.json", "download the whole model", () => without("llama", "config.json"), {}],
  ])(
    "for want of %s is told of with file, folder and remedy, before anything is loaded",
    async (_, file, remedy, make, more) => {
      const folder = make();
      const refused = await refusalOf(() => open(folder, more));
      expect(refused.exitCode).toBe(2);
      expect(refused.line).toBe(`${folder}: has no ${file} — ${refused.remedy}`);
      expect(refused.remedy).toContain(remedy);
      expect((await refusalOf(() => fingerprintOf(sourceOf(folder, more), "text", "/"))).line).toBe(
        refused.line,
      );
    },
  );

  it("for its architecture is told of with its name", async () => {
    const folder = copyOf("llama");
    reconfigure(folder, { model_type: "perceptron" });
    expect((await refusalOf(() => open(folder))).line).toMatch(
      /config\.json: the architecture "perceptron" is not one that can be run as a language model — /,
    );
    expect((await refusalOf(() => open("nli"))).line).toContain('the architecture "bert"');
    expect((await refusalOf(() => openJudge(sourceOf("llama"), here))).line).toContain("as a classifier");
  });

  it("for a graph cut short is told of with the file", async () => {
    const folder = copyOf("t5");
    truncateSync(join(folder, "onnx/decoder_model_merged.onnx"), 100_000);
    const { line } = await refusalOf(() => open(folder));
    expect(line).toMatch(
      /onnx\/decoder_model_merged\.onnx: cannot be loaded on cpu: .* — it may be cut short/,
    );
    expect(line).not.toContain("    at ");
  });

  it("for a device that is not there is told of with the device", async () => {
    const { line } = await refusalOf(() => open("llama", { device: "coreml" }));
    expect(line).toMatch(/cannot be loaded on coreml: .* — choose the device cpu/);
  });

  it("for a broken tokenizer, or a config that is none, is told of with the file", async () => {
    const [broken, empty] = [copyOf("llama"), copyOf("llama")];
    writeFileSync(join(broken, "tokenizer.json"), '{"version": "1.0", ');
    writeFileSync(join(empty, "config.json"), "[");
    expect((await refusalOf(() => open(broken))).line).toMatch(
      /tokenizer\.json: the tokenizer cannot be loaded: /,
    );
    expect((await refusalOf(() => open(empty))).line).toMatch(/config\.json: is not a JSON object/);
  });

  it("since it is one of pstar's own layout is sent where it belongs", async () => {
    const folder = copyOf("llama");
    reconfigure(folder, { model_type: "pstar-encoder-decoder" });
    expect((await refusalOf(() => open(folder))).line).toMatch(
      /pstar trained, .* — train on from it as `base`/,
    );
  });

  it("as an embedder, for its graph gives no vectors, is told of when it is used", async () => {
    const { embed } = await import("../../src/published/embedding.ts");
    const embedder = await openEmbedder(sourceOf("nli"), here);
    expect((await refusalOf(() => embed(embedder, ["x"], "mean", 1))).line).toContain(
      "gives logits and no last_hidden_state",
    );
    await embedder.model.dispose();
  });
});

describe("a model that runs, and one that cannot", () => {
  it("print nothing, whatever the library and its runtime have to say", () => {
    const code = `
      import { openTextModel } from "${src("text-model")}";
      import { write } from "${src("text-generation")}";
      const source = { model: "t5", dtype: "fp32", device: "cpu" };
      const model = await openTextModel(source, ${JSON.stringify(here)});
      const lines = [];
      const attempt = (work) => work().catch(({ line }) => lines.push(line));
      await attempt(() => write(model, [{ tokens: [5, 1], seed: 1 }], { maxTokens: 3, batchSize: 1 }));
      await attempt(() => write(model, [{ tokens: [5000, 1], seed: 1 }], { maxTokens: 3, batchSize: 1 }));
      await attempt(() => openTextModel({ ...source, model: "nli" }, ${JSON.stringify(here)}));
      process.exitCode = lines.length === 2 && /cannot be run: .*5000.* — look whether/.test(lines[0]) ? 42 : 1;
    `;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      encoding: "utf8",
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 42 });
  });
});

const src = (name: string): string => new URL(`../../src/published/${name}.ts`, import.meta.url).href;

function without(model: string, file: string): string {
  const folder = copyOf(model);
  rmSync(join(folder, file));
  return folder;
}

describe("where a model is", () => {
  it("may be no folder and no name on the hub", async () => {
    for (const model of ["./nowhere", "nowhere", "a/b/c", "../x/y", "/nowhere/at all"]) {
      const { line, exitCode } = await refusalOf(() => openTextModel(sourceOf(model), here));
      expect(line).toMatch(/: no such folder — relative paths start at/);
      expect(exitCode).toBe(2);
    }
  });

  it("has no revision in a folder", async () => {
    const { line } = await refusalOf(() =>
      fingerprintOf(sourceOf("llama", { revision: "main" }), "text", fixtures),
    );
    expect(line).toMatch(/llama: a folder has no revisions — leave `revision` out/);
  });
});

describe("a model's fingerprint", () => {
  it("has the SHA-256 of each file that its job reads, and of no other", async () => {
    expect(Object.keys(fingerprintOf(sourceOf("t5"), "text", fixtures))).toEqual([
      "config.json",
      "generation_config.json",
      "onnx/decoder_model_merged.onnx",
      "onnx/encoder_model.onnx",
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    const { createHash } = await import("node:crypto");
    const file = "onnx/model_quantized.onnx";
    const found = fingerprintOf(sourceOf("bert", { dtype: "q8" }), "embedding", fixtures);
    const content = readFileSync(join(fixtures, "bert", file));
    expect(found[file]).toBe(createHash("sha256").update(content).digest("hex"));
    expect(found).not.toHaveProperty(["onnx/model.onnx"]);
  });

  it("is the same of a copy, and another once a file has changed", () => {
    const folder = copyOf("bert");
    const prints = () => fingerprintOf(sourceOf(folder), "embedding", "/");
    const before = prints();
    expect(before).toEqual(fingerprintOf(sourceOf("bert"), "embedding", fixtures));
    reconfigure(folder, { hidden_act: "relu" });
    expect(prints()["config.json"]).not.toBe(before["config.json"]);
    const graph = join(folder, "onnx/model.onnx");
    const bytes = readFileSync(graph);
    bytes[1000]! ^= 1;
    writeFileSync(graph, bytes);
    utimesSync(graph, 1, 2);
    expect(prints()["onnx/model.onnx"]).not.toBe(before["onnx/model.onnx"]);
  });
});
