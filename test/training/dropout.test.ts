import { describe, expect, it } from "vitest";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";
import { fillMask, maskedDropout, maskFeeds } from "../../src/training/dropout.ts";

const size = 20_001;
const rate = 0.3;

const maskOf = (seed: number): Float32Array => {
  const mask = new Float32Array(size).fill(Number.NaN);
  fillMask(mask, seed, rate);
  return mask;
};
const kept = (mask: Float32Array) => mask.map((value) => (value > 0 ? 1 : 0));
const correlation = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, x, i) => sum + (x - 1 + rate) * (b[i] - 1 + rate), 0) / (a.length * rate * (1 - rate));

describe("a mask of dropout", () => {
  it.each([0, 1, 2, 12345, 2 ** 53 - 1])("keeps the asked share, each element apart: seed %d", (seed) => {
    const mask = maskOf(seed);
    expect([...new Set(mask)].sort()).toEqual([0, Math.fround(1 / (1 - rate))]);
    const ones = kept(mask);
    expect(Math.abs(ones.reduce((a, b) => a + b) / size - 0.7)).toBeLessThan(0.016);
    for (const lag of [1, 2, 64, 128, 256])
      expect(Math.abs(correlation(ones.subarray(lag), ones.subarray(0, size - lag)))).toBeLessThan(0.03);
  });

  it("repeats for one seed and is independent of its neighbours'", () => {
    expect(maskOf(5)).toEqual(maskOf(5));
    for (const other of [4, 6, 7])
      expect(Math.abs(correlation(kept(maskOf(5)), kept(maskOf(other))))).toBeLessThan(0.03);
  });
});

it("masks every place of a graph by itself, as the seed alone decides", async () => {
  const graph = createGraph();
  const dropout = maskedDropout(graph);
  const x = graphInput(graph, "x", [100, 50], "float32");
  graphOutput("first", dropout(x));
  graphOutput("second", dropout(x));
  const session = await createSession(graphBytes(graph));
  const masksOf = maskFeeds(rate);
  const run = async (seed: number) => {
    const ones = tensorOf(new Float32Array(5000).fill(1), [100, 50]);
    const { first, second } = await session.run({ x: ones, ...masksOf(session, seed) });
    return [first, second].map((y) => kept(valuesOf<Float32Array>(y)));
  };
  const [first, second] = await run(8);
  expect(Math.abs(first.reduce((a, b) => a + b) / 5000 - 0.7)).toBeLessThan(0.03);
  expect(Math.abs(correlation(first, second))).toBeLessThan(0.06);
  expect((await run(9))[0]).not.toEqual(first);
  expect(await run(8)).toEqual([first, second]);
});
