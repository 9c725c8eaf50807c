import { describe, expect, it } from "vitest";
import { constant, createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { add } from "../../src/onnx/ops/elementwise.ts";
import { split } from "../../src/onnx/ops/layout.ts";
import { matmul } from "../../src/onnx/ops/matmul.ts";
import { decodeModel, encodeModel } from "../../src/onnx/proto.ts";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";

function example() {
  const graph = createGraph();
  const x = graphInput(graph, "x", ["batch", 2], "float32");
  const weights = constant(graph, [1, 2, 3, -4, 5, 6], [2, 3], "float32");
  const [left, right] = split(matmul(x, weights), [1, 2], 1);
  graphOutput("left", left);
  graphOutput("sum", add(right, left));
  return graphBytes(graph, { author: "test" });
}

describe("an ONNX file", () => {
  it("is read as it was written: nodes, attributes, stored values, shapes with named dimensions", () => {
    const { graph, opset_import: opsets, metadata_props: metadata } = decodeModel(example());
    expect(opsets).toContainEqual(expect.objectContaining({ version: 18 }));
    expect(metadata).toEqual([{ key: "author", value: "test" }]);
    expect(graph.node.map(({ op_type: type }) => type)).toEqual(["MatMul", "Split", "Add"]);
    expect(graph.node[1].attribute).toEqual([expect.objectContaining({ name: "axis", i: 1 })]);
    expect(graph.node[1].output[0]).toBe("left");
    const weights = graph.initializer.find(({ dims }) => dims.length === 2)!;
    expect([...new Float32Array(Uint8Array.from(weights.raw_data).buffer)]).toEqual([1, 2, 3, -4, 5, 6]);
    expect(graph.input[0].type.tensor_type.shape.dim).toEqual([
      expect.objectContaining({ dim_param: "batch" }),
      expect.objectContaining({ dim_value: 2 }),
    ]);
  });

  it("computes the same after reading and writing it again", async () => {
    const feeds = { x: tensorOf(Float32Array.of(1, 1, 2, -1), [2, 2]) };
    for (const bytes of [example(), encodeModel(decodeModel(example()))]) {
      const { left, sum } = await (await createSession(bytes)).run(feeds);
      expect([...valuesOf<Float32Array>(left)]).toEqual([-3, 6]);
      expect([...valuesOf<Float32Array>(sum)]).toEqual([4, 6, 5, 6]);
    }
  });

  it("that is none is refused", () => {
    expect(() => decodeModel(Uint8Array.of(255, 255, 255))).toThrow();
  });
});
