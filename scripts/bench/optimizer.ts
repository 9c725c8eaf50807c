// One AdamW update with clipping: the WebAssembly kernel in place against the same as ONNX operators, in turn:
//   node scripts/bench/optimizer.ts [--parameters 5000000] [--threads 2] [--rounds 15]
import { parseArgs } from "node:util";
import { createGraph, emit, graphBytes, graphInput, graphOutput, scalar } from "../../src/onnx/graph.ts";
import { add, divide, multiply, scale, sqrt, subtract } from "../../src/onnx/ops/elementwise.ts";
import { createSession, tensorOf } from "../../src/onnx/runtime.ts";
import { createRandom } from "../../src/random/generator.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    parameters: { type: "string", default: "5000000" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "15" },
  },
});
const size = Number(values.parameters);
const threads = Number(values.threads);
const options = trainingOptions.parse({});

/** AdamW after clipping by ONNX operators; the new state is copied out by the Node binding, as it would be in training. */
function operators(): Uint8Array {
  const graph = createGraph();
  const vector = (name: string) => graphInput(graph, name, [size], "float32");
  const [parameters, mean, square, gradient] = ["parameters", "mean", "square", "gradient"].map(vector);
  const { beta1, beta2, epsilon, clipNorm } = options;
  const norm = sqrt(emit("ReduceSumSquare", [gradient], { keepdims: 0 }, []));
  const ratio = divide(scalar(norm, clipNorm), norm);
  const clipped = multiply(gradient, emit("Min", [ratio, scalar(ratio, 1)], {}, []));
  const nextMean = add(scale(mean, beta1), scale(clipped, 1 - beta1));
  const nextSquare = add(scale(square, beta2), scale(multiply(clipped, clipped), 1 - beta2));
  const direction = divide(nextMean, add(sqrt(nextSquare), scalar(nextSquare, epsilon)));
  graphOutput("nextParameters", subtract(parameters, scale(direction, 1e-3)));
  graphOutput("nextMean", nextMean);
  graphOutput("nextSquare", nextSquare);
  return graphBytes(graph);
}

const random = createRandom(1);
const gradient = new Float32Array(size).map(random.normal);
const optimizer = createOptimizer(
  [{ name: "x", shape: [size], initial: { kind: "constant", value: 0 } }],
  options,
);
const session = await createSession(operators(), { threads });
const vector = () => tensorOf(new Float32Array(size), [size]);
const feeds = {
  parameters: vector(),
  mean: vector(),
  square: vector(),
  gradient: tensorOf(gradient, [size]),
};

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const kernel: number[] = [];
const graph: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  kernel.push(
    await timed(() => {
      optimizer.accumulate(gradient);
      optimizer.update(round, 1e-3);
    }),
  );
  graph.push(await timed(() => session.run(feeds)));
}
console.log(`AdamW of ${size} parameters: kernel ${median(kernel).toFixed(1)} ms on one thread,`);
console.log(
  `operators ${median(graph).toFixed(1)} ms on ${threads}: ${(median(graph) / median(kernel)).toFixed(1)} times as long`,
);
