import { elementTypes } from "../../onnx/dtype.ts";
import {
  constant,
  createGraph,
  emit,
  type Graph,
  initializer,
  scalar,
  type Tensor,
} from "../../onnx/graph.ts";
import { multiply, subtract } from "../../onnx/ops/elementwise.ts";
import { cast, reshape } from "../../onnx/ops/layout.ts";
import type { NodeProto, TensorProto } from "../../onnx/proto.ts";
import { blockSize, quantizeBlocks } from "./blocks.ts";

/**
 * The graph with the matrices of its linear layers and its tables of embeddings in 8 bits a weight, see `BlockQuantized`; a
 * matrix that is both lies in the file once. Products take inputs of 8 bits too, scaled by blocks likewise (`MatMulNBits` of
 * accuracy level 4), so that no row's numbers depend on another's, as they do where all inputs share a scale.
 */
export function quantizedGraph(graph: Graph): Graph {
  const stored = new Map(graph.initializers.filter(isMatrix).map((tensor) => [tensor.name, tensor]));
  const transposed = new Map(
    graph.nodes
      .filter(({ op_type: type, input }) => type === "Transpose" && stored.has(input[0]!))
      .map(({ input, output }) => [output[0]!, stored.get(input[0]!)!]),
  );
  const target: Graph = {
    ...createGraph(),
    inputs: graph.inputs,
    outputs: graph.outputs,
    names: graph.names,
  };
  const matrices = matricesOf(target);
  // Tables that are looked into by what a graph computes are small, such as those of relative positions.
  const isGiven = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    const [first, second] = node.input;
    const matrix = transposed.get(second!) ?? stored.get(second!);
    const table = stored.get(first!);
    if (node.op_type === "MatMul" && matrix !== undefined)
      emitProduct(target, node, matrices(matrix, transposed.has(second!)));
    else if (node.op_type === "Gather" && table !== undefined && isGiven.has(second!))
      emitRows(target, node, matrices(table, true));
    else if (!transposed.has(node.output[0]!)) target.nodes.push(node);
  }
  const read = new Set(target.nodes.flatMap(({ input }) => input));
  target.initializers.push(...graph.initializers.filter(({ name }) => read.has(name)));
  return target;
}

const isMatrix = ({ dims, data_type: type }: TensorProto): boolean =>
  dims.length === 2 && type === elementTypes.float32;

interface Matrix {
  /** uint8 [outputs, blocks, blockSize] */
  readonly values: Tensor;
  /** [outputs · blocks] */
  readonly scales: Tensor;
  readonly outputs: number;
  readonly inputs: number;
}

/** Stores each matrix when it is first asked for. */
function matricesOf(target: Graph) {
  const known = new Map<string, Matrix>();
  return ({ name, dims, raw_data: raw }: TensorProto, isTransposed: boolean): Matrix => {
    const [outputs, inputs] = (isTransposed ? dims : dims.toReversed()) as [number, number];
    const before = known.get(name);
    if (before !== undefined) return before;
    const weights = new Float32Array(raw.buffer, raw.byteOffset, raw.byteLength / 4);
    const { values, scales, blocks } = quantizeBlocks(weights, outputs, inputs, isTransposed);
    const matrix: Matrix = {
      values: initializer(target, values, [outputs, blocks, blockSize], "uint8", `${name}.quantized`),
      scales: initializer(target, scales, [outputs * blocks], "float32", `${name}.scales`),
      outputs,
      inputs,
    };
    known.set(name, matrix);
    return matrix;
  };
}

function emitProduct(target: Graph, node: NodeProto, { values, scales, outputs, inputs }: Matrix): void {
  const x = existing(target, node.input[0]!, []);
  const sizes = { K: inputs, N: outputs, bits: 8, block_size: blockSize, accuracy_level: 4 };
  emit("MatMulNBits", [x, values, scales], sizes, [], { domain: "com.microsoft" });
  nameLast(target, node);
}

/** Rows of a table: their values and scales looked up, and multiplied. */
function emitRows(target: Graph, node: NodeProto, { values, scales, outputs, inputs }: Matrix): void {
  const ids = existing(target, node.input[1]!, ["batch", "length"]);
  const [, blocks] = values.shape as number[];
  const shape = ["batch", "length", blocks!, blockSize];
  const rows = emit("Gather", [values, ids], { axis: 0 }, shape);
  const scaleTable = reshape(scales, [outputs, blocks!, 1]);
  const scaleRows = emit("Gather", [scaleTable, ids], { axis: 0 }, [...shape.slice(0, -1), 1]);
  const centred = subtract(cast(rows, "float32"), scalar(scaleRows, 128));
  const whole = reshape(multiply(centred, scaleRows), ["batch", "length", blocks! * blockSize]);
  const int64 = (value: number) => constant(target, [value], [1], "int64");
  emit("Slice", [whole, int64(0), int64(inputs), int64(2)], {}, ["batch", "length", inputs]);
  nameLast(target, node);
}

const existing = (graph: Graph, name: string, shape: Tensor["shape"]): Tensor => ({
  graph,
  name,
  shape,
  dtype: "float32",
  requiresGradient: false,
});

/** Lets the last operation give what another gave. */
function nameLast({ nodes }: Graph, { output }: NodeProto): void {
  nodes.push({ ...nodes.pop()!, output });
}
