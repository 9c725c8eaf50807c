import type { Network } from "../nn/parameters.ts";
import { gradients } from "../onnx/gradients.ts";
import { createGraph, graphInput, type Tensor } from "../onnx/graph.ts";
import type { NodeProto } from "../onnx/proto.ts";
import { originalOf } from "../onnx/recompute.ts";
import type { Dimension } from "../onnx/shape.ts";
import { withAdapters } from "../training/lora.ts";
import type { BuildLoss } from "../training/objective.ts";
import { stateVectors } from "../training/optimizer.ts";
import { objectiveOf, trainedParameters } from "../training/parameters.ts";
import { parameterCount } from "../training/step-graph.ts";
import type { PreparedJob } from "./prepare.ts";

/** What a training takes of memory, in bytes. */
export interface MemoryEstimate {
  /** Numbers that are trained, and those of the model that stay as they are. */
  readonly trained: number;
  readonly frozen: number;
  /** Weights as they were read, which threads share. */
  readonly weights: number;
  /** Its vectors in WebAssembly's memory, of which there is 4 GiB at most. */
  readonly optimizer: number;
  /** What the forward pass leaves for the backward pass, and the largest of what both make on the way. */
  readonly activations: number;
  /** The process as it is, with libraries and data. */
  readonly process: number;
  readonly total: number;
}

/** What WebAssembly can address. */
export const optimizerLimit = 2 ** 32;

/**
 * Measured on models of 5, 32 and 97 million parameters, of 256 to 2,048 tokens a batch: ONNX Runtime's memory grows to so
 * many times what the backward pass reads; with it the whole is 0.9 to 1.1 times what a process took at most.
 */
const perHeld = 1.7;
/** As measured on models of 5 and 135 million parameters, whose layers' values are freed one layer after another. */
const perRecomputed = 1.1;

/**
 * What a training will take, from the graph of its first batch alone: no weight is read.
 * @param job whose data may be of any size: one batch of it is looked at
 */
export function estimateMemory(job: PreparedJob): MemoryEstimate {
  const specs = trainedParameters(job);
  const all = parameterCount(
    trainedParameters("causal" in job ? { causal: job.causal } : { config: job.config }),
  );
  const trained = parameterCount(specs);
  const isFull = job.lora === undefined;
  const parts = {
    weights: 4 * all,
    optimizer: 4 * stateVectors(job.options) * trained,
    activations: (job.options.recompute ? perRecomputed : perHeld) * activationBytes(job),
    process: process.memoryUsage().rss,
  };
  const total = Object.values(parts).reduce((a, b) => a + b, 0);
  return { trained, frozen: isFull ? 0 : all, ...parts, total };
}

/** Of all graphs that the first update runs, the most that one holds at once. */
function activationBytes(job: PreparedJob): number {
  const whole = { ...job, key: "", checkpoint: "" };
  let most = 0;
  for (const { loss, feeds } of objectiveOf(whole).batches(0)) {
    const labels = Math.max(1, ...[feeds.labels?.dims[0] ?? 1]);
    most = Math.max(
      most,
      heldBytes(job, (network) => loss(withAdapters(network, whole, true)), labels),
    );
  }
  return most;
}

/** Bytes of what the forward pass makes and the backward pass reads, and of the largest values that pass by. */
function heldBytes(job: PreparedJob, build: BuildLoss, labels: number): number {
  const graph = createGraph();
  const isTrained = new Set(trainedParameters(job).map(({ name }) => name));
  const known = new Map<string, Tensor>();
  const network: Network = {
    graph,
    dtype: "float32",
    dropout: (x) => x,
    adapt: (_, __, y) => y,
    parameters(name, shape) {
      const options = { requiresGradient: isTrained.has(name) };
      const tensor = known.get(name) ?? graphInput(graph, name, shape, "float32", options);
      known.set(name, tensor);
      return tensor;
    },
  };
  const loss = build(network);
  const forward = graph.nodes.length;
  const parameters = [...known.values()].filter(({ requiresGradient }) => requiresGradient);
  gradients(loss, parameters, job.options.recompute);
  const sizes = new Map(
    graph.tape.flatMap(({ inputs, outputs }) =>
      [...inputs, ...outputs].map(({ name, shape }) => [name, 4 * elements(shape, labels)] as const),
    ),
  );
  const made = graph.nodes.slice(0, forward);
  const backward = graph.nodes.slice(forward);
  const isAgain = ({ output }: NodeProto): boolean => originalOf(output[0]!) !== undefined;
  const kept = bytesRead(made, backward, sizes);
  const again = runsOf(backward, isAgain).map((nodes) => bytesRead(nodes, backward, sizes));
  const makes = new Set(made.flatMap(({ output }) => output));
  const largest = Math.max(0, ...[...sizes].filter(([name]) => makes.has(name)).map(([, size]) => size));
  return kept + Math.max(0, ...again) + 3 * largest;
}

/** Bytes of what nodes make and others read. */
function bytesRead(
  nodes: readonly NodeProto[],
  readers: readonly NodeProto[],
  sizes: ReadonlyMap<string, number>,
): number {
  // A reshaped value is the same memory under another name.
  const roots = new Map<string, string>();
  for (const { op_type, input, output } of nodes)
    for (const name of output)
      roots.set(name, op_type === "Reshape" ? (roots.get(input[0]!) ?? input[0]!) : name);
  const read = new Set(readers.flatMap(({ input }) => input.flatMap((name) => roots.get(name) ?? [])));
  return [...read].reduce(
    (sum, name) => sum + (roots.has(name) ? (sizes.get(originalOf(name) ?? name) ?? 0) : 0),
    0,
  );
}

/** Elements next to each other that are so, together. */
function runsOf<T>(all: readonly T[], isSo: (one: T) => boolean): T[][] {
  const runs: T[][] = [];
  for (const [i, one] of all.entries()) {
    if (!isSo(one)) continue;
    if (i > 0 && isSo(all[i - 1]!)) runs.at(-1)!.push(one);
    else runs.push([one]);
  }
  return runs;
}

const elements = (shape: readonly Dimension[], labels: number): number =>
  shape.reduce<number>((size, dimension) => size * sizeOf(dimension, labels), 1);

/** A size known only at run time is the number of labels, or a product with it. */
const sizeOf = (dimension: Dimension, labels: number): number =>
  typeof dimension === "number"
    ? dimension
    : dimension.split("*").reduce((size, part) => size * (Number(part) || labels), 1);
