// One training step of ours against PyTorch's, in turn, on the same shapes, batch and threads:
//   node scripts/bench/training.ts --python PYTHON [--threads 2] [--rounds 10] [--steps 5]
// PYTHON runs scripts/peers/training_step.py: a Python that has torch (see scripts/peers/README.md).
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type TransformerConfig, transformerConfig } from "../../src/nn/config.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { createGraph, emit, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { createSession, tensorOf } from "../../src/onnx/runtime.ts";
import { createRandom } from "../../src/random/generator.ts";
import { sharedTokens } from "../../src/training/batches.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { parametersOf, translation } from "../../src/training/translation.ts";
import { createUpdater } from "../../src/training/updater.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "10" },
    steps: { type: "string", default: "5" },
  },
});
const threads = Number(values.threads);
const rounds = Number(values.rounds);
const steps = Number(values.steps);
const batch = 64;

const sizes = { vocabularySize: 1010, sourceLength: 25, targetLength: 8, startToken: 0 };
const shapes: Record<string, TransformerConfig> = {
  d128: transformerConfig.parse({ ...sizes, width: 128, heads: 4, encoderLayers: 2, decoderLayers: 1 }),
  d256: transformerConfig.parse({ ...sizes, width: 256, heads: 8, encoderLayers: 4, decoderLayers: 1 }),
};

interface PeerAnswer {
  readonly torch?: string;
  readonly blas?: string;
  readonly milliseconds?: readonly number[];
  readonly error?: string;
}

/** The PyTorch process: one request a line, one answer a line. */
function startPeer(python: string) {
  const script = new URL("../peers/training_step.py", import.meta.url).pathname;
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<PeerAnswer> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} ended: is torch installed there?`);
    const parsed = JSON.parse(value) as PeerAnswer;
    if (parsed.error !== undefined) throw new Error(parsed.error);
    return parsed;
  };
  return {
    hello: answer(),
    async ask(request: object): Promise<readonly number[]> {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return (await answer()).milliseconds ?? [];
    },
    stop: () => child.kill(),
  };
}

/** Makes the function that times `count` of our steps, in milliseconds each: data, gradient and update. */
async function ourSteps(config: TransformerConfig) {
  const random = createRandom(1);
  const tokens = (length: number) => {
    const memory = sharedTokens(length);
    for (let i = 0; i < length; i++) memory[i] = random.integer(config.vocabularySize);
    return memory;
  };
  const rows = 640;
  const data = {
    source: tokens(rows * config.sourceLength),
    target: tokens(rows * config.targetLength),
    rows,
  };
  const options = trainingOptions.parse({ batchSize: batch, threads });
  const specs = parametersOf(config);
  const optimizer = createOptimizer(specs, options);
  let offset = 0;
  for (const { values: initial } of initialWeights(specs, 1).values()) {
    optimizer.parameters.set(initial, offset);
    offset += initial.length;
  }
  const job = { name: "bench", key: "bench", config, options, data, seed: 1, checkpoint: "" };
  const { update } = createUpdater(job, translation(job), specs, optimizer);
  let number = 0;
  return async (count: number): Promise<number[]> => {
    const milliseconds: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      await update(number++);
      milliseconds.push(performance.now() - started);
    }
    return milliseconds;
  };
}

/** GFLOP/s of a square matrix product of ONNX Runtime. */
async function gemmRate(size = 2048): Promise<number> {
  const graph = createGraph();
  const a = graphInput(graph, "a", [size, size], "float32");
  const b = graphInput(graph, "b", [size, size], "float32");
  // The sum of the product, so that copying it out is no part of the time.
  graphOutput("sum", emit("ReduceSum", [emit("MatMul", [a, b], {}, [size, size])], { keepdims: 0 }, []));
  const session = await createSession(graphBytes(graph), { threads });
  const random = createRandom(2);
  const matrix = () => tensorOf(new Float32Array(size * size).map(random.uniform), [size, size]);
  const feeds = { a: matrix(), b: matrix() };
  const times: number[] = [];
  for (let i = 0; i < 12; i++) {
    const started = performance.now();
    await session.run(feeds);
    times.push(performance.now() - started);
  }
  return (2 * size ** 3) / median(times.slice(2)) / 1e6;
}

/** Floating-point operations of the matrix products in one step, forward and twice as many backward. */
function stepOperations({ width: w, encoderLayers, decoderLayers, ...config }: TransformerConfig): number {
  const { sourceLength: s, targetLength: t, vocabularySize } = config;
  const encoder = encoderLayers * (12 * w * w * s + 2 * s * s * w);
  const decoder = decoderLayers * (14 * w * w * t + 2 * w * w * s + 2 * t * t * w + 2 * s * t * w);
  return 3 * 2 * batch * (encoder + decoder + vocabularySize * w * t);
}

const peer = startPeer(values.python);
const { torch, blas } = await peer.hello;
const rate = await gemmRate();
console.log(
  `PyTorch ${torch} (${blas}), ${threads} threads, batch ${batch}, ${rounds} rounds of ${steps} steps each`,
);
console.log(`matrix products of 2048³ in ONNX Runtime: ${rate.toFixed(0)} GFLOP/s`);
console.log("shape   ours ms   PyTorch ms   PyTorch / ours (quartiles of rounds)   of the GEMM rate");
for (const [shape, config] of Object.entries(shapes)) {
  const run = await ourSteps(config);
  await run(3);
  await peer.ask({ shape, steps: 1, threads });
  const ours: number[] = [];
  const theirs: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const a = await run(steps);
    const b = await peer.ask({ shape, steps, threads });
    ours.push(...a);
    theirs.push(...b);
    ratios.push(median(b) / median(a));
  }
  ratios.sort((a, b) => a - b);
  const quartile = (share: number) => ratios[Math.round(share * (ratios.length - 1))].toFixed(2);
  const share = stepOperations(config) / median(ours) / 1e6 / rate;
  console.log(
    `${shape}    ${median(ours).toFixed(1).padStart(7)}   ${median(theirs).toFixed(1).padStart(10)}   ` +
      `${quartile(0.5)} (${quartile(0.25)}–${quartile(0.75)})`.padEnd(38) +
      ` ${(100 * share).toFixed(0)} %`,
  );
}
peer.stop();
process.exit(0);
