import { describe, expect, it } from "vitest";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { runInto, writeInPlace } from "../../src/onnx/in-place.ts";
import { exp, scale } from "../../src/onnx/ops/elementwise.ts";
import { reduceSum } from "../../src/onnx/ops/reduce.ts";
import { createSession, tensorOf } from "../../src/onnx/runtime.ts";

describe("results in place", () => {
  async function sessionOf() {
    const graph = createGraph();
    const x = graphInput(graph, "x", [4], "float32");
    const sum = reduceSum(exp(x));
    graphOutput("sum", sum);
    graphOutput("twice", scale(x, 2));
    writeInPlace(sum);
    return createSession(graphBytes(graph));
  }

  it("lie in the middle of the memory they are to lie in, and nowhere else", async () => {
    const session = await sessionOf();
    const memory = new Float32Array(8).fill(-1);
    const sum = tensorOf(memory.subarray(0, 1), []);
    const twice = tensorOf(memory.subarray(2, 6), [4]);
    for (const x of [0, 1, 2]) {
      await runInto(session, { x: tensorOf(new Float32Array(4).fill(x), [4]) }, { sum, twice });
      expect(memory[0]).toBeCloseTo(4 * Math.exp(x), 4);
      expect([...memory.subarray(1)]).toEqual([-1, 2 * x, 2 * x, 2 * x, 2 * x, -1, -1]);
    }
    await session.release();
  });

  it("are not taken for there when the run fails", async () => {
    const session = await sessionOf();
    const outputs = { sum: tensorOf(new Float32Array(1), []), twice: tensorOf(new Float32Array(4), [4]) };
    await expect(runInto(session, { x: tensorOf(new Float32Array(3), [3]) }, outputs)).rejects.toThrow(/x/);
    await session.release();
  });
});
