import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { causalGraph } from "../../../src/nn/causal/onnx-graph.ts";
import { blockSize, quantizeBlocks } from "../../../src/nn/onnx/blocks.ts";
import { removeOnnx, writeOnnx } from "../../../src/nn/onnx/files.ts";
import { quantizedGraph } from "../../../src/nn/onnx/quantize.ts";
import { graphBytes } from "../../../src/onnx/graph.ts";
import { createSession, type Feeds, tensorOf, tokenTensor, valuesOf } from "../../../src/onnx/runtime.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { relativeError } from "../fixture.ts";
import { causalFixtures, readCausalFixture, unpackFloats } from "./fixture.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-causal-onnx-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Model = ReturnType<typeof readCausalFixture>["model"];

/** Logits of every token, by row, the rows padded on one side and read in pieces of at most `step` tokens. */
async function logitsOf(
  { config }: Model,
  model: Uint8Array | string,
  rows: readonly number[][],
  side: "left" | "right",
  step = Number.POSITIVE_INFINITY,
) {
  const session = await createSession(model);
  const length = Math.max(...rows.map((row) => row.length));
  const starts = rows.map((row) => (side === "left" ? length - row.length : 0));
  const at = (row: number, i: number) => rows[row]![i - starts[row]!];
  const cacheShape = [rows.length, config.keyValueHeads, 0, config.headSize];
  const named = session.inputNames.filter((name) => name.startsWith("past_key_values"));
  let cache: Feeds = Object.fromEntries(
    named.map((name) => [name, tensorOf(new Float32Array(0), cacheShape)]),
  );
  const logits: number[][] = rows.map(() => []);
  for (let from = 0; from < length; from += step) {
    const to = Math.min(length, from + step);
    const slots = rows.flatMap((_, row) =>
      Array.from({ length: to - from }, (_, i) => [row, from + i] as const),
    );
    const shape = [rows.length, to - from];
    const mask = rows.flatMap((_, row) =>
      Array.from({ length: to }, (_, i) => (at(row, i) === undefined ? 0 : 1)),
    );
    const results = await session.run({
      input_ids: tokenTensor(
        slots.map(([row, i]) => at(row, i) ?? 0),
        shape,
      ),
      position_ids: tokenTensor(
        slots.map(([row, i]) => Math.max(0, i - starts[row]!)),
        shape,
      ),
      attention_mask: tokenTensor(mask, [rows.length, to]),
      ...cache,
    });
    cache = Object.fromEntries(
      named.map((name) => [name, results[name.replace("past_key_values", "present")]!]),
    );
    const values = valuesOf<Float32Array>(results.logits!);
    const width = config.vocabularySize;
    for (const [slot, [row, i]] of slots.entries())
      if (at(row, i) !== undefined) logits[row]!.push(...values.subarray(slot * width, (slot + 1) * width));
  }
  await session.release();
  return logits.map((row) => Float32Array.from(row));
}

describe.each(causalFixtures)("%s as model.onnx", (name) => {
  const { model, expected } = readCausalFixture(name);
  const graph = causalGraph(model.config, model.weights);

  it.each([
    ["left", Number.POSITIVE_INFINITY],
    ["right", Number.POSITIVE_INFINITY],
    ["left", 1],
    ["left", 5],
  ] as const)("gives PyTorch's logits of rows padded on the %s, %s tokens at a time", async (side, step) => {
    const logits = await logitsOf(model, graphBytes(graph), expected.rows, side, step);
    for (const [i, row] of logits.entries())
      expect(relativeError(row, unpackFloats(expected.logits[i]!)), `row ${i}`).toBeLessThan(1e-5);
  });

  it("gives much the same in 8 bits a weight", async () => {
    const logits = await logitsOf(model, graphBytes(quantizedGraph(graph)), expected.rows, "left");
    for (const [i, row] of logits.entries())
      expect(relativeError(row, unpackFloats(expected.logits[i]!)), `row ${i}`).toBeLessThan(0.15);
  });
});

it("lies in two files where one would be too large", async () => {
  const { model, expected } = readCausalFixture("llama3");
  const graph = causalGraph(model.config, model.weights);
  expect(writeOnnx(folder, "model.onnx", graph, 1000)).toBe(1);
  const large = graph.initializers.map(({ raw_data: bytes }) => bytes.length).filter((size) => size >= 1024);
  const outside = large.reduce((a, b) => a + b);
  expect(statSync(join(folder, "onnx/model.onnx_data")).size).toBeGreaterThanOrEqual(outside);
  expect(statSync(join(folder, "onnx/model.onnx")).size).toBeLessThan(
    graphBytes(graph).length - 0.9 * outside,
  );
  const logits = await logitsOf(model, join(folder, "onnx/model.onnx"), expected.rows, "left");
  for (const [i, row] of logits.entries())
    expect(relativeError(row, unpackFloats(expected.logits[i]!))).toBeLessThan(1e-5);
  removeOnnx(folder, "model.onnx");
  expect(writeOnnx(folder, "model.onnx", graph)).toBe(0);
  expect(readFileSync(join(folder, "onnx/model.onnx"))).toEqual(Buffer.from(graphBytes(graph)));
  expect(() => statSync(join(folder, "onnx/model.onnx_data"))).toThrow(/ENOENT/);
});

describe("8 bits a weight", () => {
  const [outputs, inputs] = [7, 2 * blockSize + 5];
  const random = createRandom(3);
  const weights = Float32Array.from({ length: outputs * inputs }, () => random.normal());
  weights.fill(0, 0, blockSize);

  it("are within half a step of the weights, a step being a 127th of its block's largest", () => {
    const { values, scales, blocks } = quantizeBlocks(weights, outputs, inputs, true);
    expect(blocks).toBe(3);
    for (let output = 0; output < outputs; output++)
      for (let input = 0; input < inputs; input++) {
        const block = output * blocks + Math.floor(input / blockSize);
        const inBlock = weights.slice(
          output * inputs + Math.floor(input / blockSize) * blockSize,
          output * inputs + Math.min(inputs, (Math.floor(input / blockSize) + 1) * blockSize),
        );
        const largest = Math.max(...inBlock.map(Math.abs));
        expect(scales[block]).toBeCloseTo(largest / 127, 6);
        const stored = scales[block]! * (values[block * blockSize + (input % blockSize)]! - 128);
        const weight = weights[output * inputs + input]!;
        expect(Math.abs(stored - weight)).toBeLessThanOrEqual((largest / 127) * 0.50001);
      }
  });

  it("are the same of a matrix that lies the other way", () => {
    const turned = Float32Array.from(
      weights,
      (_, i) => weights[(i % outputs) * inputs + Math.floor(i / outputs)]!,
    );
    expect(quantizeBlocks(turned, outputs, inputs, false)).toEqual(
      quantizeBlocks(weights, outputs, inputs, true),
    );
  });
});
