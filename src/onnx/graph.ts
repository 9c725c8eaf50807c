import { type DType, elementTypes, packValues } from "./dtype.ts";
import {
  type AttributeProto,
  encodeModel,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./proto.ts";
import type { Shape } from "./shape.ts";

/** A value of a graph under construction: its name, shape and type, and whether gradients flow through it. */
export interface Tensor {
  readonly graph: Graph;
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly requiresGradient: boolean;
}

/** Emits a gradient, or adds it to what the operand's other uses have given so far, where that is less work. */
export type Gradient = (() => Tensor) | { readonly onto: (sum: Tensor | undefined) => Tensor };

/**
 * For each input of an operation its gradient, given the gradients of the operation's outputs (undefined for an output
 * nothing differentiable depends on). Only those needed are emitted.
 */
export type Backward = (
  outputGradients: readonly (Tensor | undefined)[],
) => readonly (Gradient | undefined)[];

export interface TapeEntry {
  /** Nodes there were when it was recorded. */
  readonly at: number;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly backward: Backward;
}

/** An ONNX graph being built. Operations append to it; `tape` remembers how to go back. */
export interface Graph {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  readonly inputs: Tensor[];
  readonly outputs: { readonly name: string; readonly tensor: Tensor; readonly isSequence?: boolean }[];
  readonly tape: TapeEntry[];
  readonly constants: Map<string, Tensor>;
  /** Where stretches of the forward pass begin, see `checkpoint`. */
  readonly checkpoints: { readonly x: Tensor; readonly at: number }[];
  /** Whether it is for a device: of ONNX Runtime's operators only those that WebGPU has too, and computes right. */
  readonly isPortable: boolean;
  recording: boolean;
  names: number;
}

export type Attributes = Readonly<
  Record<string, number | string | readonly number[] | { readonly float: number }>
>;

/** LayerNormalization came with 17, reductions and bitwise operations as used here with 18. */
export const opset = 18;

export function createGraph({ isPortable = false }: Partial<Pick<Graph, "isPortable">> = {}): Graph {
  return {
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    tape: [],
    constants: new Map(),
    checkpoints: [],
    recording: true,
    isPortable,
    names: 0,
  };
}

/** A value fed at every run. */
export function graphInput(
  graph: Graph,
  name: string,
  shape: Shape,
  dtype: DType,
  options: { requiresGradient?: boolean } = {},
): Tensor {
  const tensor = { graph, name, shape, dtype, requiresGradient: options.requiresGradient ?? false };
  graph.inputs.push(tensor);
  return tensor;
}

/** A value stored in the graph, such as a frozen weight. Without a name it gets one. */
export function initializer(
  graph: Graph,
  values: ArrayLike<number>,
  shape: readonly number[],
  dtype: DType,
  name = `constant_${graph.names++}`,
): Tensor {
  graph.initializers.push({
    name,
    dims: [...shape],
    data_type: elementTypes[dtype],
    raw_data: packValues(values, dtype),
  });
  return { graph, name, shape, dtype, requiresGradient: false };
}

/** A small constant; equal ones are stored once. */
export function constant(
  graph: Graph,
  values: readonly number[],
  shape: readonly number[],
  dtype: DType,
): Tensor {
  return storedOnce(graph, `${dtype}[${shape}]${values}`, () => initializer(graph, values, shape, dtype));
}

/** A row of ones, [1, columns]. */
export function onesRow(like: Tensor, columns: number): Tensor {
  return storedOnce(like.graph, `ones ${like.dtype} ${columns}`, () =>
    initializer(like.graph, new Float32Array(columns).fill(1), [1, columns], like.dtype),
  );
}

/** The tensor that `make` makes, made once for all equal keys. */
export function storedOnce(graph: Graph, key: string, make: () => Tensor): Tensor {
  const known = graph.constants.get(key) ?? make();
  graph.constants.set(key, known);
  return known;
}

/** A constant of rank 0 in the type of `like`. */
export function scalar(like: Tensor, value: number): Tensor {
  return constant(like.graph, [value], [], like.dtype);
}

export interface OutputType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Appends an operation.
 * @param inputs its operands; undefined leaves an optional one out
 * @param backward how gradients pass through it; without it the outputs are constants to differentiation
 */
export function emitMany(
  operator: string,
  inputs: readonly (Tensor | undefined)[],
  attributes: Attributes,
  outputs: readonly OutputType[],
  backward?: Backward,
  domain = "",
): Tensor[] {
  const operands = inputs.filter((input) => input !== undefined);
  const graph = operands[0].graph;
  const requiresGradient =
    graph.recording && backward !== undefined && operands.some((input) => input.requiresGradient);
  const tensors = outputs.map(({ shape, dtype }) => ({
    graph,
    name: `${operator}_${graph.names++}`,
    shape,
    dtype,
    requiresGradient,
  }));
  graph.nodes.push({
    name: tensors[0].name,
    op_type: operator,
    domain,
    input: inputs.map((input) => input?.name ?? ""),
    output: tensors.map((tensor) => tensor.name),
    attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
  });
  if (requiresGradient) {
    const at = graph.nodes.length;
    graph.tape.push({ at, inputs: operands, outputs: tensors, backward });
  }
  return tensors;
}

/** Appends an operation with one output, by default of the first operand's type. */
export function emit(
  operator: string,
  inputs: readonly [Tensor, ...(Tensor | undefined)[]],
  attributes: Attributes,
  shape: Shape,
  options: { dtype?: DType; domain?: string } = {},
  backward?: (gradient: Tensor) => readonly (Gradient | undefined)[],
): Tensor {
  const back = backward && ((gradients: readonly (Tensor | undefined)[]) => backward(gradients[0]!));
  const output = { shape, dtype: options.dtype ?? inputs[0].dtype };
  return emitMany(operator, inputs, attributes, [output], back, options.domain)[0];
}

/**
 * Declares how the gradient of `value` passes to `operands`, for a value computed by several operations whose gradient
 * together is simpler than theirs one by one.
 */
export function withGradient(
  value: Tensor,
  operands: readonly Tensor[],
  backward: (gradient: Tensor) => readonly Gradient[],
): Tensor {
  const { graph } = value;
  if (!graph.recording || !operands.some((operand) => operand.requiresGradient)) return value;
  const tensor = { ...value, requiresGradient: true };
  const at = graph.nodes.length;
  graph.tape.push({ at, inputs: operands, outputs: [tensor], backward: ([g]) => backward(g!) });
  return tensor;
}

/** Makes a tensor an output of the graph under a name of its own. */
export function graphOutput(name: string, tensor: Tensor): void {
  tensor.graph.outputs.push({ name, tensor });
}

/** The bytes of the graph as an `.onnx` file. */
export function graphBytes(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return modelBytes(graph, metadata, graph.initializers);
}

/** Values that a graph takes from outside of its file, in memory or in a file of that name, from an offset in bytes. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The graph without its larger stored values, since an `.onnx` file holds at most 2 GB: they are to be found one after another
 * in the file `location` or, where there is none, each under its own name.
 */
export function graphWithExternalData(
  graph: Graph,
  location?: string,
): { readonly bytes: Uint8Array; readonly data: readonly ExternalData[] } {
  const data: ExternalData[] = [];
  let end = 0;
  const initializers = graph.initializers.map((tensor) => {
    const { name, raw_data: bytes } = tensor;
    if (bytes.length < smallestExternal) return tensor;
    const place = { location: location ?? name, offset: location === undefined ? 0 : end };
    // ONNX asks that values begin at a multiple of their size, and pages let ONNX Runtime map the file.
    end = Math.ceil((end + bytes.length) / 4096) * 4096;
    data.push({ ...place, bytes });
    const entries = Object.entries({ ...place, length: bytes.length });
    const external_data = entries.map(([key, value]) => ({ key, value: String(value) }));
    return { ...tensor, raw_data: new Uint8Array(0), external_data, data_location: 1 };
  });
  return { bytes: modelBytes(graph, {}, initializers), data };
}

/** Constants that ONNX Runtime reads while it plans, such as shapes, must be in the file. */
const smallestExternal = 1024;

function modelBytes(
  graph: Graph,
  metadata: Readonly<Record<string, string>>,
  initializer: TensorProto[],
): Uint8Array {
  const node = namedOutputs(graph);
  return encodeModel({
    ir_version: 8,
    producer_name: "pstar",
    opset_import: [
      { domain: "", version: opset },
      { domain: "com.microsoft", version: 1 },
    ],
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: "pstar",
      node,
      initializer,
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(outputInfo),
    },
  });
}

/**
 * The nodes with outputs under their own names. An output is its node's result renamed, which costs nothing at run time;
 * inputs, stored values and results wanted under two names pass through an Identity, which copies.
 */
function namedOutputs({ nodes, outputs }: Graph): NodeProto[] {
  const computed = new Set(nodes.flatMap(({ output }) => output));
  const renamed = new Map<string, string>();
  const copies: NodeProto[] = [];
  for (const { name, tensor } of outputs) {
    if (computed.has(tensor.name) && !renamed.has(tensor.name)) renamed.set(tensor.name, name);
    else {
      const input = [renamed.get(tensor.name) ?? tensor.name];
      copies.push({ name, op_type: "Identity", domain: "", input, output: [name], attribute: [] });
    }
  }
  const rename = (names: readonly string[]) => names.map((name) => renamed.get(name) ?? name);
  const own = nodes.map((node) => ({ ...node, input: rename(node.input), output: rename(node.output) }));
  return [...own, ...copies];
}

function valueInfo({ name, shape, dtype }: { name: string } & OutputType): ValueInfoProto {
  const dim = shape.map((d) => (typeof d === "number" ? { dim_value: d } : { dim_param: d }));
  return { name, type: { tensor_type: { elem_type: elementTypes[dtype], shape: { dim } } } };
}

function outputInfo({ name, tensor, isSequence }: Graph["outputs"][number]) {
  const info = valueInfo({ ...tensor, name });
  return isSequence === true ? { name, type: { sequence_type: { elem_type: info.type } } } : info;
}

function encodeAttribute(name: string, value: Attributes[string]): AttributeProto {
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  if (typeof value === "number") return { name, type: 2, i: value };
  if ("float" in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: [...value] };
}
