import { constant, emit, type Graph, scalar, type Tensor } from "./graph.ts";
import { add, multiply } from "./ops/elementwise.ts";
import { reduceSum } from "./ops/reduce.ts";
import type { NodeProto } from "./proto.ts";

// Gradient checkpointing (Chen et al. 2016): of a forward pass cut into stretches, what a stretch begins with is kept alone, and the
// backward pass computes the stretch again when it comes to it.

/** Begins a stretch of the forward pass that computes everything anew from `x`, and ends the stretch before. */
export function checkpoint(x: Tensor): void {
  x.graph.checkpoints.push({ x, at: x.graph.nodes.length });
}

/** Nodes `start` to `end` of the forward pass. */
interface Stretch {
  readonly x: Tensor;
  readonly start: number;
  readonly end: number;
}

/** The stretch whose operations are being differentiated. */
interface Reached {
  readonly stretch: Stretch;
  /** The gradient of what it ends with: nothing may be computed again before that is known, else nothing is saved. */
  readonly gradient: Tensor;
  /** Where its backward pass begins. */
  readonly first: number;
}

/** To be told by a differentiation how far back it has come. */
export interface Recomputation {
  /** @param at nodes there were when the operation was recorded @param gradient of its result */
  readonly reach: (at: number, gradient: Tensor) => void;
  readonly end: () => void;
}

/** Prepares the stretches of a forward pass to be computed again by the backward pass that is appended next. */
export function recomputation(graph: Graph): Recomputation {
  const { checkpoints } = graph;
  const stretches = checkpoints
    .slice(0, -1)
    .map(({ x, at }, i): Stretch => ({ x, start: at, end: checkpoints[i + 1]!.at }));
  const forward = graph.nodes.length;
  let reached: Reached | undefined;
  const end = (): void => {
    if (reached !== undefined) computeAgain(graph, reached, forward);
    reached = undefined;
  };
  return {
    reach(at, gradient) {
      const stretch = stretches.find(({ start, end }) => start < at && at <= end);
      if (stretch === reached?.stretch) return;
      end();
      reached = stretch && { stretch, gradient, first: graph.nodes.length };
    },
    end,
  };
}

/** What a stretch's operation computes when it does so again goes by this name. */
const againOf = (name: string): string => `${name}${suffix}`;
const suffix = " again";

/** The name of a value that a node computes again; undefined where it computes something new. */
export const originalOf = (name: string): string | undefined =>
  name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;

/** Puts what a stretch's backward pass reads of it before that pass, and lets that pass read it there. */
function computeAgain(graph: Graph, { stretch, gradient, first }: Reached, forward: number): void {
  const { x, start, end } = stretch;
  const nodes = graph.nodes.slice(start, end);
  const readLater = new Set([
    ...graph.nodes.slice(end, forward).flatMap(({ input }) => input),
    ...graph.outputs.map(({ tensor }) => tensor.name),
  ]);
  const forgotten = new Set(nodes.flatMap(({ output }) => output).filter((name) => !readLater.has(name)));
  const backward = graph.nodes.splice(first);
  const wanted = ancestors(nodes, forgotten, new Set(backward.flatMap(({ input }) => input)));
  const entry = after(x, gradient).name;
  const read = (name: string): string => (wanted.has(name) ? againOf(name) : name);
  const again = nodes
    .filter(({ output }) => output.some((name) => wanted.has(name)))
    .map((node) => ({
      ...node,
      name: againOf(node.name),
      input: node.input.map((name) => (name === x.name ? entry : read(name))),
      output: node.output.map(againOf),
    }));
  graph.nodes.push(...again, ...backward.map((node) => ({ ...node, input: node.input.map(read) })));
}

/** Of the values `among`, those in `wanted` and those that they are computed from. */
function ancestors(
  nodes: readonly NodeProto[],
  among: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): Set<string> {
  const found = new Set([...among].filter((name) => wanted.has(name)));
  for (const { input, output } of nodes.toReversed()) {
    if (!output.some((name) => found.has(name))) continue;
    for (const name of input) if (among.has(name)) found.add(name);
  }
  return found;
}

/** x as it is, but not before `gradient` is known; and another value to ONNX Runtime, which computes equal ones once. */
function after(x: Tensor, gradient: Tensor): Tensor {
  const row = emit("Gather", [gradient, constant(x.graph, [0], [1], "int64")], { axis: 0 }, [
    1,
    ...gradient.shape.slice(1),
  ]);
  return add(x, multiply(reduceSum(row), scalar(x, 0)));
}
