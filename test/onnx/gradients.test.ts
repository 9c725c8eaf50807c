import { describe, expect, it } from "vitest";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { gelu } from "../../src/onnx/ops/activation.ts";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";
import { gradientError } from "./finite-differences.ts";
import { cases } from "./gradient-cases.ts";

describe("the gradient of every operation agrees with float64 finite differences", () => {
  it.each(Object.entries(cases))("%s", async (_, gradientCase) => {
    expect(await gradientError(gradientCase)).toBeLessThan(1e-8);
  });
});

describe("float32 has kernels of its own where float64 lacks them", () => {
  const float32 = { dtype: "float32", step: 2 ** -8 } as const;
  it.each(["relu", "batched matmul, transposed", "layerNorm", "rmsNorm", "linear to fewer", "gelu"])(
    "%s",
    async (name) => {
      expect(await gradientError({ ...cases[name], ...float32 })).toBeLessThan(2e-3);
    },
  );
});

describe("values that ONNX Runtime has no float64 kernel for", () => {
  it("gelu of 64-bit numbers matches the distribution function it is made of", async () => {
    // x · Φ(x) at x = −3, −1, 0.5, 2, 7; Φ from tables to 16 digits.
    const graph = createGraph();
    const x = graphInput(graph, "x", [5], "float64");
    graphOutput("y", gelu(x));
    const session = await createSession(graphBytes(graph));
    const { y } = await session.run({ x: tensorOf(Float64Array.of(-3, -1, 0.5, 2, 7), [5]) });
    const expected = [
      -3 * 0.0013498980316300933,
      -0.15865525393145707,
      0.5 * 0.6914624612740131,
      2 * 0.9772498680518208,
      7,
    ];
    valuesOf<Float64Array>(y).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-10);
    });
  });
});
