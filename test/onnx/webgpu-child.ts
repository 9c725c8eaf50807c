import { gradients } from "../../src/onnx/gradients.ts";
import { createGraph, graphBytes, graphInput, graphOutput, initializer } from "../../src/onnx/graph.ts";
import { multiply } from "../../src/onnx/ops/elementwise.ts";
import { reduceSum } from "../../src/onnx/ops/reduce.ts";
import type { Provider } from "../../src/onnx/providers.ts";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";
import { sizeOf } from "../../src/onnx/shape.ts";
import { createRandom } from "../../src/random/generator.ts";
import { relativeError } from "../nn/fixture.ts";
import type { GradientCase } from "./finite-differences.ts";
import { cases } from "./gradient-cases.ts";

/** A randomly weighted sum of an operation's outputs, and its gradient with respect to each input. */
async function resultsOn(provider: Provider, { shapes, apply, range = [-1.5, 1.5] }: GradientCase) {
  const random = createRandom(17);
  const drawn = (shape: readonly number[]) => Float32Array.from({ length: sizeOf(shape) }, random.uniform);
  const graph = createGraph({ isPortable: provider !== "cpu" });
  const inputs = shapes.map((shape, i) =>
    graphInput(graph, `x${i}`, shape, "float32", { requiresGradient: true }),
  );
  const y = apply(...inputs);
  const shape = y.shape as number[];
  const loss = reduceSum(multiply(y, initializer(graph, drawn(shape), shape, "float32")));
  graphOutput("loss", loss);
  for (const [i, gradient] of gradients(loss, inputs).entries()) graphOutput(`g${i}`, gradient);
  const session = await createSession(graphBytes(graph), { provider });
  const [low, high] = range;
  const values = shapes.map((shape) =>
    tensorOf(
      drawn(shape).map((u) => low + (high - low) * u),
      shape,
    ),
  );
  const results = await session.run(Object.fromEntries(values.map((tensor, i) => [`x${i}`, tensor])));
  return { session, values: Object.values(results).map((tensor) => valuesOf<Float32Array>(tensor)) };
}

/** By operation how far WebGPU is from the CPU: the largest relative error of its loss and gradients. */
const errors: Record<string, number> = {};
// What compiles shaders forgets them with the last session that there is.
const kept = [];
for (const [name, one] of Object.entries(cases)) {
  const [found, right] = [await resultsOn("webgpu", one), await resultsOn("cpu", one)];
  errors[name] = Math.max(...right.values.map((values, i) => relativeError(found.values[i], values)));
  kept.push(found.session);
  await right.session.release();
}
console.log(JSON.stringify(errors));
for (const session of kept) await session.release();
