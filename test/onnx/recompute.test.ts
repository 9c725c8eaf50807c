import { describe, expect, it } from "vitest";
import { gradients } from "../../src/onnx/gradients.ts";
import { createGraph, graphBytes, graphInput, graphOutput, type Tensor } from "../../src/onnx/graph.ts";
import { tanh } from "../../src/onnx/ops/activation.ts";
import { add, multiply } from "../../src/onnx/ops/elementwise.ts";
import { matmul } from "../../src/onnx/ops/matmul.ts";
import { reduceSum } from "../../src/onnx/ops/reduce.ts";
import { checkpoint, originalOf } from "../../src/onnx/recompute.ts";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";
import { createRandom } from "../../src/random/generator.ts";

const layers = 3;
const width = 4;

/** Layers x + tanh(x W) · s, s being what the first of them made. */
function deep(recompute: boolean) {
  const graph = createGraph();
  const input = (name: string, shape: number[]) =>
    graphInput(graph, name, shape, "float32", { requiresGradient: true });
  const weights = Array.from({ length: layers }, (_, i) => input(`w${i}`, [width, width]));
  let x = input("x", [2, width]);
  let shared: Tensor | undefined;
  const parameters = [x, ...weights];
  for (const weight of weights) {
    checkpoint(x);
    const bent = tanh(matmul(x, weight));
    shared ??= bent;
    x = add(x, multiply(bent, shared));
  }
  checkpoint(x);
  const loss = reduceSum(multiply(x, x));
  const forward = graph.nodes.length;
  const wanted = gradients(loss, parameters, recompute);
  graphOutput("loss", loss);
  for (const [i, gradient] of wanted.entries()) graphOutput(`gradient ${i}`, gradient);
  return { graph, parameters, forward };
}

async function results(recompute: boolean) {
  const { graph, parameters } = deep(recompute);
  const random = createRandom(1);
  const feeds = parameters.map(({ name, shape }) => {
    const values = Float32Array.from({ length: (shape as number[]).reduce((a, b) => a * b) }, random.normal);
    return [name, tensorOf(values, shape as number[])] as const;
  });
  const session = await createSession(graphBytes(graph));
  const made = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.entries(made).map(([name, tensor]) => [name, [...valuesOf<Float32Array>(tensor)]]);
}

describe("a backward pass that computes layers again", () => {
  it("gives the very gradients of one that keeps them", async () => {
    expect(await results(true)).toEqual(await results(false));
  });

  it("reads of the forward pass what layers begin with and what others read, and no more", () => {
    const { graph, forward } = deep(true);
    const made = new Map(
      graph.nodes
        .slice(0, forward)
        .flatMap(({ op_type, output }) => output.map((name) => [name, op_type] as const)),
    );
    const read = graph.nodes.slice(forward).flatMap(({ input }) => input.filter((name) => made.has(name)));
    // The states after each layer, and tanh of the first.
    expect([...new Set(read)].map((name) => made.get(name)).sort()).toEqual(["Add", "Add", "Add", "Tanh"]);
  });

  it("computes a layer again only once the gradient of what follows is known", () => {
    const { graph, forward } = deep(true);
    const makers = new Map(graph.nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
    const reaches = (from: string, isSought: (name: string) => boolean): boolean =>
      isSought(from) || (makers.get(from)?.input ?? []).some((name) => reaches(name, isSought));
    const again = graph.nodes.slice(forward).filter(({ output }) => originalOf(output[0]!) !== undefined);
    const products = again.filter(({ op_type }) => op_type === "MatMul");
    // The first layer's is kept, since the others read it.
    expect(products).toHaveLength(layers - 1);
    for (const { output } of products)
      expect(reaches(output[0]!, (name) => name.startsWith("Gather"))).toBe(true);
  });
});
