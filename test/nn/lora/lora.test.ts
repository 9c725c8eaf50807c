import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { causalParameters } from "../../../src/nn/causal/folder.ts";
import { packedBias } from "../../../src/nn/causal/masks.ts";
import { causalLogits, causalStates } from "../../../src/nn/causal/model.ts";
import { readAdapter, writeAdapter } from "../../../src/nn/lora/adapter-folder.ts";
import { adaptedLayers, linearLayers } from "../../../src/nn/lora/layers.ts";
import { mergeLora } from "../../../src/nn/lora/merge.ts";
import { type AdaptedModel, adapterParameters, adaptNetwork } from "../../../src/nn/lora/network.ts";
import { frozenNetwork, initialWeights, type Network, type Weights } from "../../../src/nn/parameters.ts";
import { writeSafetensors } from "../../../src/nn/safetensors/index.ts";
import { paddingBias, transformer } from "../../../src/nn/transformer.ts";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../../src/onnx/graph.ts";
import { createSession, tokenTensor, valuesOf } from "../../../src/onnx/runtime.ts";
import { unpackFloats } from "../causal/fixture.ts";
import { relativeError } from "../fixture.ts";
import { causalAdapters, readCausalAdapter, readT5Adapter, t5Adapters } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pstar-adapters-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fixtureFolder = (name: string) => new URL(`../../fixtures/lora/${name}`, import.meta.url).pathname;

type Adapt = (network: Network) => Network;

/** Logits [rows · length, vocabulary] of rows filled up with 0. */
async function causalLogitsOf(
  weights: Weights,
  { causal }: Extract<AdaptedModel, { causal: unknown }>,
  rows: readonly number[][],
  adapt: Adapt = (network) => network,
): Promise<Float32Array> {
  const graph = createGraph();
  const network = adapt(frozenNetwork(graph, weights));
  const shape = [rows.length, Math.max(...rows.map((row) => row.length))];
  const input = (name: string) => graphInput(graph, name, shape, "int64");
  const [tokens, positions, segments] = [input("tokens"), input("positions"), input("segments")];
  const bias = packedBias(network, segments, positions);
  const { states } = causalStates(network, causal, { tokens, positions, bias });
  graphOutput("logits", causalLogits(network, causal, states));
  const session = await createSession(graphBytes(graph));
  const fill = (of: (row: readonly number[], i: number) => number) =>
    tokenTensor(
      rows.flatMap((row) => Array.from({ length: shape[1]! }, (_, i) => of(row, i))),
      shape,
    );
  const { logits } = await session.run({
    tokens: fill((row, i) => row[i] ?? 0),
    positions: fill((_, i) => i),
    segments: fill((row, i) => (i < row.length ? 1 : 0)),
  });
  await session.release();
  return valuesOf<Float32Array>(logits!);
}

async function t5LogitsOf(
  weights: Weights,
  { config }: Extract<AdaptedModel, { config: unknown }>,
  { source, target }: { readonly source: readonly number[][]; readonly target: readonly number[][] },
  adapt: Adapt = (network) => network,
): Promise<Float32Array> {
  const graph = createGraph();
  const network = adapt(frozenNetwork(graph, weights));
  const [sources, targets] = [source, target].map((rows) => [rows.length, rows[0]!.length]);
  const inputs = {
    source: graphInput(graph, "source", sources!, "int64"),
    target: graphInput(graph, "target", targets!, "int64"),
    mask: graphInput(graph, "mask", sources!, "int64"),
  };
  const bias = paddingBias(network, inputs.mask);
  graphOutput("logits", transformer(network, config, inputs.source, inputs.target, bias));
  const session = await createSession(graphBytes(graph));
  const given = target.flatMap((row) => [config.startToken, ...row.slice(0, -1)]);
  const { logits } = await session.run({
    source: tokenTensor(source.flat(), sources!),
    target: tokenTensor(given, targets!),
    mask: tokenTensor(source.flat().map(Math.sign), sources!),
  });
  await session.release();
  return valuesOf<Float32Array>(logits!);
}

const trainedWeights = (expected: { readonly trained: Record<string, Parameters<typeof unpackFloats>[0]> }) =>
  new Map(
    Object.entries(expected.trained).map(([name, packed]) => [
      name,
      { shape: packed.shape, values: unpackFloats(packed) },
    ]),
  );

describe.each(causalAdapters)("an adapter of %s that peft wrote", (name) => {
  const { model, weights, adapter, expected } = readCausalAdapter(name);
  const length = Math.max(...expected.rows.map((row) => row.length));
  const { vocabularySize: vocabulary } = model.causal;

  /** Peft's logits without those of padding, which each masks in its own way. */
  const real = (logits: Float32Array) =>
    expected.rows.flatMap((row, i) =>
      Array.from(logits.subarray(i * length * vocabulary, (i * length + row.length) * vocabulary)),
    );

  it("gives peft's logits, beside the model and merged into it", async () => {
    const all = new Map([...weights, ...adapter.adapters]);
    const beside = await causalLogitsOf(all, model, expected.rows, (network) => adaptNetwork(network, model));
    const merged = await causalLogitsOf(mergeLora(weights, adapter.adapters, model), model, expected.rows);
    const theirs = real(unpackFloats(expected.logits));
    expect(relativeError(real(beside), theirs)).toBeLessThan(1e-5);
    expect(relativeError(real(merged), theirs)).toBeLessThan(1e-5);
    expect(relativeError(real(await causalLogitsOf(weights, model, expected.rows)), theirs)).toBeGreaterThan(
      0.1,
    );
  });

  it("gives peft's logits merged after training", async () => {
    const merged = mergeLora(weights, trainedWeights(expected), model);
    const logits = await causalLogitsOf(merged, model, expected.rows);
    expect(relativeError(real(logits), real(unpackFloats(expected.merged)))).toBeLessThan(1e-5);
  });
});

describe.each(t5Adapters)("an adapter of %s that peft wrote", (name) => {
  const { model, weights, adapter, expected } = readT5Adapter(name);

  it("gives peft's logits, beside the model and merged into it", async () => {
    const all = new Map([...weights, ...adapter.adapters]);
    const beside = await t5LogitsOf(all, model, expected, (network) => adaptNetwork(network, model));
    const merged = await t5LogitsOf(mergeLora(weights, adapter.adapters, model), model, expected);
    expect(relativeError(beside, unpackFloats(expected.logits))).toBeLessThan(1e-5);
    expect(relativeError(merged, unpackFloats(expected.logits))).toBeLessThan(1e-5);
  });

  it("gives peft's logits merged after training", async () => {
    const logits = await t5LogitsOf(mergeLora(weights, trainedWeights(expected), model), model, expected);
    expect(relativeError(logits, unpackFloats(expected.merged))).toBeLessThan(1e-5);
  });
});

describe("an adapter's folder", () => {
  const { model, adapter } = readCausalAdapter("gpt2");
  const written = (name: string) => {
    const path = join(folder, name);
    writeAdapter(path, adapter.adapters, model, "causal/gpt2");
    return path;
  };

  it("holds what was written, under peft's names", () => {
    const path = written("round");
    const read = readAdapter(path, model);
    expect(read).toEqual({ ...adapter, baseModel: "causal/gpt2" });
    const json = (of: string) => JSON.parse(readFileSync(join(of, "adapter_config.json"), "utf8"));
    const [ours, theirs] = [json(path), json(fixtureFolder("gpt2"))];
    // One end, c_proj, is attention's too, so each layer is named whole.
    const { target_modules: targets, ...rest } = ours;
    expect(targets).toEqual(adapter.lora.layers);
    expect(theirs).toMatchObject(rest);
    const bytes = (of: string) => readFileSync(join(of, "adapter_model.safetensors")).length;
    expect(Math.abs(bytes(path) - bytes(fixtureFolder("gpt2")))).toBeLessThan(64);
  });

  it("names layers by their ends where these mean no others", () => {
    const { model, adapter } = readCausalAdapter("llama");
    const path = join(folder, "ends");
    writeAdapter(path, adapter.adapters, model, "causal/llama");
    const { target_modules: targets } = JSON.parse(readFileSync(join(path, "adapter_config.json"), "utf8"));
    expect(targets).toEqual(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]);
  });

  it.each([
    ["use_dora", true, "use_dora"],
    ["r", 3, "shape [2,8], not [3,8]"],
    ["peft_type", "IA3", "peft_type"],
    ["alpha_pattern", { c_attn: 3 }, "alpha_pattern"],
  ])("is refused in one line where %s is %s", (key, value, said) => {
    const path = written(`wrong-${key}`);
    const file = join(path, "adapter_config.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), [key]: value }));
    expect(() => readAdapter(path, model)).toThrow(said);
  });

  it("is refused for a model it is not of", () => {
    const other = readCausalAdapter("llama").model;
    expect(() => readAdapter(fixtureFolder("gpt2"), other)).toThrow("is for no linear layer of this model");
  });

  it("is refused where a tensor is missing", () => {
    const path = join(folder, "missing");
    cpSync(fixtureFolder("gpt2"), path, { recursive: true });
    const [[name, weight]] = [...adapter.adapters] as [[string, never]];
    writeSafetensors(
      join(path, "adapter_model.safetensors"),
      new Map([[`base_model.model.${name}`, weight]]),
    );
    expect(() => readAdapter(path, model)).toThrow("is missing");
  });
});

describe("the layers to adapt", () => {
  const llama = { causal: readCausalAdapter("llama").model.causal };
  const t5 = { config: readT5Adapter().model.config };
  const names = (...[model, patterns]: Parameters<typeof adaptedLayers>) =>
    adaptedLayers(model, patterns).map(({ name }) => name);

  it("are by default those that peft takes", () => {
    expect(names(llama)).toEqual(
      [0, 1].flatMap((i) => ["q", "v"].map((x) => `model.layers.${i}.self_attn.${x}_proj`)),
    );
    expect(new Set(names(t5).map((name) => name.split(".").at(-1)))).toEqual(new Set(["q", "v"]));
    expect(names(t5)).toContain("decoder.block.0.layer.1.EncDecAttention.v");
  });

  it("are named by their ends, whole names or regular expressions, or are all", () => {
    expect(names(llama, ["all"])).toHaveLength(14);
    expect(names(llama, ["mlp.up_proj"])).toHaveLength(2);
    expect(names(llama, ["model.layers.1.mlp.up_proj"])).toEqual(["model.layers.1.mlp.up_proj"]);
    expect(names(llama, ["layers\\.1\\..*", "o_proj"])).toHaveLength(8);
    expect(names(llama, ["up_proj|down_proj"])).toHaveLength(4);
    expect(() => names(llama, ["proj"])).toThrow('called "proj"');
  });

  it("have the output layer among them where it is named and the model's own", () => {
    expect(names(llama, ["lm_head"])).toEqual(["lm_head"]);
    expect(names(llama, [".*"])).toHaveLength(15);
    const untied = { config: readT5Adapter("t5-head").model.config };
    expect(names(untied, ["lm_head"])).toEqual(["lm_head"]);
    expect(names(untied, ["all"])).not.toContain("lm_head");
    for (const tied of [t5, { causal: readCausalAdapter("gpt2").model.causal }]) {
      const refusal = `output layer, "lm_head", is its embeddings' matrix`;
      expect(() => names(tied, ["lm_head"])).toThrow(refusal);
      expect(names(tied, [".*"])).not.toContain("lm_head");
    }
  });

  it("have the shapes of their weights", () => {
    const gpt2 = { causal: { ...readCausalAdapter("gpt2").model.causal, tiedEmbeddings: false } };
    const untied = initialWeights(causalParameters(gpt2.causal), 1);
    const read = [readCausalAdapter("llama"), readT5Adapter(), readT5Adapter("t5-head")];
    for (const { model, weights } of [...read, { model: gpt2, weights: untied }])
      for (const { path, inputs, outputs, isTransposed } of linearLayers(model)) {
        const shape = isTransposed ? [inputs, outputs] : [outputs, inputs];
        expect(weights.get(`${path}.weight`)!.shape, path).toEqual(shape);
      }
  });

  it("start with matrices as peft's: A uniform below 1 / √inputs, B zero", () => {
    const specs = adapterParameters({ ...llama, lora: { rank: 4, alpha: 8 } });
    expect(specs[0]).toEqual({
      name: "model.layers.0.self_attn.q_proj.lora_A.weight",
      shape: [4, 8],
      initial: { kind: "uniform", bound: 1 / Math.sqrt(8) },
    });
    expect(specs[1]).toMatchObject({ shape: [8, 4], initial: { kind: "constant", value: 0 } });
  });
});
