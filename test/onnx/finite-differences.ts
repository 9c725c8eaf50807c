import type { FloatType } from "../../src/onnx/dtype.ts";
import { gradients } from "../../src/onnx/gradients.ts";
import {
  createGraph,
  graphBytes,
  graphInput,
  graphOutput,
  initializer,
  type Tensor,
} from "../../src/onnx/graph.ts";
import { multiply } from "../../src/onnx/ops/elementwise.ts";
import { reduceSum } from "../../src/onnx/ops/reduce.ts";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";
import { sizeOf } from "../../src/onnx/shape.ts";
import { createRandom } from "../../src/random/generator.ts";

export interface GradientCase {
  readonly shapes: readonly (readonly number[])[];
  readonly apply: (...inputs: Tensor[]) => Tensor;
  /** Inputs are uniform in this range; default [−1.5, 1.5]. */
  readonly range?: readonly [number, number];
  readonly dtype?: FloatType;
  readonly step?: number;
}

/**
 * Largest |analytic − numeric| / (1 + |numeric|) over all inputs of an operation, the numeric gradient by central
 * differences of a randomly weighted sum of its outputs.
 */
export async function gradientError({
  shapes,
  apply,
  range = [-1.5, 1.5],
  dtype = "float64",
  step = 1e-5,
}: GradientCase): Promise<number> {
  const random = createRandom(17);
  const graph = createGraph();
  const inputs = shapes.map((shape, i) =>
    graphInput(graph, `x${i}`, shape, dtype, { requiresGradient: true }),
  );
  const y = apply(...inputs);
  const weights = Float64Array.from({ length: sizeOf(y.shape) }, random.normal);
  const loss = reduceSum(multiply(y, initializer(graph, weights, y.shape as number[], dtype)));
  graphOutput("loss", loss);
  gradients(loss, inputs).forEach((gradient, i) => {
    graphOutput(`g${i}`, gradient);
  });
  const session = await createSession(graphBytes(graph));
  const values = shapes.map((shape) => {
    const drawn = Float64Array.from({ length: sizeOf(shape) }, random.uniform).map(
      (u) => range[0] + (range[1] - range[0]) * u,
    );
    return dtype === "float64" ? drawn : Float32Array.from(drawn);
  });
  const run = () =>
    session.run(Object.fromEntries(values.map((data, i) => [`x${i}`, tensorOf(data, shapes[i])])));
  const analytic = await run();
  let worst = 0;
  for (const [i, data] of values.entries()) {
    const gradient = valuesOf<Float64Array>(analytic[`g${i}`]);
    for (let j = 0; j < data.length; j++) {
      const x = data[j];
      const evaluate = async (at: number) => {
        data[j] = at;
        return valuesOf<Float64Array>((await run()).loss)[0];
      };
      const numeric = ((await evaluate(x + step)) - (await evaluate(x - step))) / (2 * step);
      data[j] = x;
      worst = Math.max(worst, Math.abs(gradient[j] - numeric) / (1 + Math.abs(numeric)));
    }
  }
  await session.release();
  return worst;
}
