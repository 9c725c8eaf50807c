import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TransformerConfig, transformerConfig } from "../../src/nn/config.ts";
import { decodingModel } from "../../src/nn/decoding/decoder.ts";
import { decodeGreedily } from "../../src/nn/decoding/generate.ts";
import { relativeBucket } from "../../src/nn/layers/positions.ts";
import { type Model, readModelFolder, writeModelFolder } from "../../src/nn/model-folder.ts";
import { frozenNetwork, initialWeights } from "../../src/nn/parameters.ts";
import { readSafetensors, writeSafetensors } from "../../src/nn/safetensors/index.ts";
import { paddingBias, transformer } from "../../src/nn/transformer.ts";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { createSession, tokenTensor, valuesOf } from "../../src/onnx/runtime.ts";
import { parametersOf } from "../../src/training/translation.ts";
import { relativeError, unpack } from "./fixture.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-t5-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fixtures = new URL("../fixtures/t5/", import.meta.url).pathname;

/** Rows filled with the pad token, 0. */
function padded(rows: readonly (readonly number[])[], length: number): Int32Array {
  const tokens = new Int32Array(rows.length * length);
  for (const [i, row] of rows.entries()) tokens.set(row, i * length);
  return tokens;
}

const greedily = async ({ config, weights }: Model, sources: readonly number[][]) => {
  const tokens = padded(sources, config.sourceLength);
  const rows = await decodeGreedily(decodingModel(config, weights, 1), { tokens, rows: sources.length });
  return rows.map((row) => [...row.tokens]);
};

/** Logits of all target positions, by the engine. */
async function logitsOf({ config, weights }: Model, sources: number[][], targets: number[][]) {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const sourceShape = [sources.length, config.sourceLength];
  const targetShape = [targets.length, targets[0].length];
  const source = graphInput(graph, "source", sourceShape, "int64");
  const mask = graphInput(graph, "mask", sourceShape, "int64");
  const target = graphInput(graph, "target", targetShape, "int64");
  graphOutput("logits", transformer(network, config, source, target, paddingBias(network, mask)));
  const session = await createSession(graphBytes(graph));
  const tokens = padded(sources, config.sourceLength);
  const { logits } = await session.run({
    source: tokenTensor(tokens, sourceShape),
    mask: tokenTensor(tokens.map(Math.sign), sourceShape),
    target: tokenTensor(targets.flat(), targetShape),
  });
  return valuesOf<Float32Array>(logits);
}

describe.each(["relu", "gated-gelu", "v1.1", "v1.1-tied"])("a T5 that transformers wrote, %s", (name) => {
  const expected = JSON.parse(readFileSync(join(fixtures, name, "expected.json"), "utf8"));
  const model = readModelFolder(join(fixtures, name));

  it("computes transformers' logits", async () => {
    const logits = await logitsOf(model, expected.source, expected.target);
    expect(relativeError(logits, unpack({ type: "float32", ...expected.logits }))).toBeLessThan(1e-5);
  });

  it("writes what transformers generates greedily", async () => {
    const config = { ...model.config, targetLength: 30 };
    expect(await greedily({ ...model, config }, expected.source)).toEqual(expected.greedy);
  });
});

it("puts every distance into transformers' bucket", () => {
  const { first, encoder, decoder } = JSON.parse(readFileSync(join(fixtures, "buckets.json"), "utf8"));
  const ours = (bothWays: boolean) =>
    encoder.map((_: number, i: number) => relativeBucket(first + i, bothWays));
  expect(ours(true)).toEqual(encoder);
  expect(ours(false)).toEqual(decoder);
});

const shape = {
  width: 24,
  heads: 3,
  encoderLayers: 2,
  decoderLayers: 3,
  feedForward: 40,
  activation: "relu",
  normalization: "rms",
  normalizationEpsilon: 1e-6,
  positions: "relative",
  biases: false,
  tiedEmbeddings: true,
  vocabularySize: 37,
  sourceLength: 170,
  targetLength: 30,
  startToken: 2,
  endToken: 1,
  padToken: 0,
} as const;

/** Weights large enough for outputs that differ from source to source. */
function randomModel(changes: Partial<TransformerConfig> = {}): Model {
  const config = transformerConfig.parse({ ...shape, ...changes });
  const weights = [...initialWeights(parametersOf(config), 5)].map(
    ([name, { shape: size, values }]) => [name, { shape: size, values: values.map((v) => 1.8 * v) }] as const,
  );
  return { config, weights: new Map(weights) };
}

const sources = [170, 1, 60, 169, 12].map((length, row) =>
  Array.from({ length }, (_, i) => 3 + ((i * i + 7 * row * i + 11 * row) % 34)),
);

describe("a T5 that pstar writes", () => {
  it("lies in Hugging Face's layout", () => {
    const model = randomModel();
    const path = join(folder, "layout");
    writeModelFolder(path, model);
    expect(readdirSync(path, { recursive: true }).sort()).toEqual([
      "config.json",
      "generation_config.json",
      "model.safetensors",
      "onnx",
      "onnx/decoder_model_merged.onnx",
      "onnx/encoder_model.onnx",
    ]);
    const theirs = readSafetensors(join(fixtures, "relu", "model.safetensors")).tensors;
    const ours = readSafetensors(join(path, "model.safetensors")).tensors;
    const thirdLayer = [...theirs.keys()]
      .filter((name) => name.startsWith("decoder.block.0") && !name.includes("relative"))
      .flatMap((name) => [name.replace("block.0", "block.1"), name.replace("block.0", "block.2")]);
    expect([...ours.keys()].sort()).toEqual([...theirs.keys(), ...thirdLayer].sort());
  });

  const v11 = { activation: "gated-gelu-tanh", tiedEmbeddings: "inputs", headSize: 16 } as const;

  it.each([
    ...(["relu", "gelu", "gelu-tanh", "gated-gelu", "gated-silu"] as const).map(
      (activation) => [activation, { activation }] as const,
    ),
    ["of version 1.1", v11],
  ] as const)("comes back: %s", (name, changes) => {
    const { config, weights } = randomModel(changes);
    const path = join(folder, name);
    writeModelFolder(path, { config, weights });
    const model = readModelFolder(path);
    expect(model.config).toEqual(config);
    expect([...model.weights.keys()]).toEqual([...weights.keys()]);
    for (const [name, { values }] of weights)
      expect(relativeError(model.weights.get(name)!.values, values), name).toBeLessThan(1e-7);
  });

  it.each([
    ["layer normalisation", { normalization: "layer" }],
    ["no end token", { endToken: undefined }],
    ["grouped queries", { keyValueHeads: 1 }],
    ["biases", { biases: true }],
  ] as const)("is none with %s: the folder keeps our layout", (name, changes) => {
    const model = randomModel(changes);
    const path = join(folder, name);
    writeModelFolder(path, model);
    expect(readdirSync(join(path, "onnx")).sort()).toEqual(["decoder.onnx", "encoder.onnx"]);
    expect(readModelFolder(path)).toEqual(model);
  });
});

describe("Transformers.js", async () => {
  const { AutoModelForSeq2SeqLM, AutoTokenizer, env, Tensor } = await import("@huggingface/transformers");
  env.allowRemoteModels = false;

  const load = async (path: string) => {
    env.localModelPath = join(path, "..");
    return AutoModelForSeq2SeqLM.from_pretrained(path.split("/").at(-1)!, { dtype: "fp32" });
  };
  type Loaded = Awaited<ReturnType<typeof load>>;

  /** Padded to the longest of these alone, as the library's tokenizers do. */
  const inputs = (rows: readonly number[][]) => {
    const length = Math.max(...rows.map((row) => row.length));
    const tokens = padded(rows, length);
    const tensor = (values: Int32Array) =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [rows.length, length]);
    return { input_ids: tensor(tokens), attention_mask: tensor(tokens.map(Math.sign)) };
  };

  /** Rows end at their end token; the library goes on until the last one has. */
  const generate = async (model: Loaded, rows: readonly number[][], endToken = 1): Promise<number[][]> => {
    const output = (await model.generate({ ...inputs(rows) })) as InstanceType<typeof Tensor>;
    return (output.tolist() as bigint[][]).map((row) => {
      const tokens = row.slice(1).map(Number);
      const end = tokens.indexOf(endToken);
      return end < 0 ? tokens : tokens.slice(0, end + 1);
    });
  };

  it.each([
    ["relu", { activation: "relu" }],
    ["gated-gelu", { activation: "gated-gelu" }],
    ["v1.1", { activation: "gated-gelu-tanh", tiedEmbeddings: "inputs", headSize: 16 }],
  ] as const)(
    "generates what the engine decodes greedily, together and one by one: %s",
    async (name, changes) => {
      const model = randomModel(changes);
      const path = join(folder, `run-${name}`);
      writeModelFolder(path, model);
      const loaded = await load(path);
      const expected = await greedily(readModelFolder(path), sources);
      expect(new Set(expected.map((row) => row.join())).size).toBe(sources.length);
      expect(await generate(loaded, sources)).toEqual(expected);
      for (const [i, source] of sources.entries())
        expect(await generate(loaded, [source])).toEqual([expected[i]]);
      await loaded.dispose();
    },
  );

  it("computes the engine's logits of many tokens at once", async () => {
    const model = randomModel();
    const path = join(folder, "logits");
    writeModelFolder(path, model);
    const targets = sources.map((_, row) => Array.from({ length: 29 }, (_, i) => 2 + ((i * 5 + row) % 30)));
    const loaded = await load(path);
    const decoderIds = new Tensor("int64", BigInt64Array.from(targets.flat(), BigInt), [5, 29]);
    const { logits } = await loaded({ ...inputs(sources), decoder_input_ids: decoderIds });
    const expected = await logitsOf(model, sources, targets);
    expect(logits.dims).toEqual([5, 29, 37]);
    expect(relativeError(logits.data, expected)).toBeLessThan(1e-5);
    await loaded.dispose();
  });

  const shipped = new URL("../../models/newswire-summarizer", import.meta.url).pathname;
  it.runIf(existsSync(join(shipped, "config.json")))(
    "summarises as the engine does, by the model that pstar ships",
    async () => {
      const model = readModelFolder(shipped);
      const loaded = await load(shipped);
      const tokenizer = await AutoTokenizer.from_pretrained("newswire-summarizer");
      const file = readFileSync(new URL("../../datasets/newswire/test.jsonl.gz", import.meta.url));
      const articles = gunzipSync(file)
        .toString("utf8")
        .split("\n", 24)
        .map((line) => JSON.parse(line).article as string);
      const rows = articles.map((article) =>
        (tokenizer(article).input_ids.tolist()[0] as bigint[])
          .map(Number)
          .slice(0, model.config.sourceLength),
      );
      expect(await generate(loaded, rows, model.config.endToken)).toEqual(await greedily(model, rows));
      await loaded.dispose();
    },
    60_000,
  );
});

describe("a folder that is no T5 of ours is refused in one line", () => {
  const configPath = join(fixtures, "relu", "config.json");
  const good = JSON.parse(readFileSync(configPath, "utf8"));
  const { tensors } = readSafetensors(join(fixtures, "relu", "model.safetensors"));
  const shared = tensors.get("shared.weight")!;
  const key = "decoder.block.0.layer.1.EncDecAttention.k.weight";
  const without = new Map([...tensors].filter(([name]) => name !== key));

  it.each([
    ["an activation of no T5", { feed_forward_proj: "gated-relu6" }, tensors, /^feed_forward_proj: /],
    [
      "an output layer that is not there",
      { tie_word_embeddings: false },
      tensors,
      /lm_head\.weight is missing/,
    ],
    [
      "heads of another size",
      { d_kv: 64 },
      tensors,
      /SelfAttention\.q\.weight has shape \[16,16\], .* \[128,16\]/,
    ],
    ["other buckets", { relative_attention_num_buckets: 64 }, tensors, /^relative_attention_num_buckets: /],
    ["several end tokens", { eos_token_id: [1, 2] }, tensors, /^eos_token_id: /],
    ["no width", { d_model: undefined }, tensors, /^d_model: /],
    ["a billion layers", { num_layers: 1e9 }, tensors, /holds \d+ tensors, config\.json says 1000000000/],
    ["another width", { d_model: 32, d_kv: 16 }, tensors, /shared\.weight has shape \[41,16\], .* \[41,32\]/],
    [
      "a tensor missing",
      {},
      without,
      /tensor decoder\.block\.0\.layer\.1\.EncDecAttention\.k\.weight is missing/,
    ],
    [
      "an output layer of another size",
      {},
      new Map([...tensors, ["lm_head.weight", { shape: [40, 16], values: shared.values.subarray(16) }]]),
      /lm_head\.weight has shape \[40,16\], .* \[41,16\]/,
    ],
  ])("%s", (name, changes, weights, message) => {
    const path = join(folder, name);
    writeModelFolder(path, randomModel());
    writeFileSync(join(path, "config.json"), JSON.stringify({ ...good, ...changes }));
    writeSafetensors(join(path, "model.safetensors"), weights);
    expect(() => readModelFolder(path)).toThrow(
      expect.objectContaining({
        name: "PstarError",
        where: expect.stringContaining(path),
        message: expect.stringMatching(message),
      }),
    );
  });

  it("a missing file of weights", () => {
    const path = join(folder, "no weights");
    writeModelFolder(path, randomModel());
    rmSync(join(path, "model.safetensors"));
    expect(() => readModelFolder(path)).toThrow(/can't read: .*model\.safetensors/);
  });
});
