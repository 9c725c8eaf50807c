import type { Graph } from "./graph.ts";

/**
 * Lets ONNX Runtime compute what nothing else reads, such as a weight's gradient, as soon as it can, so that what that is made from
 * is freed. Its order is a depth-first search back from all such nodes that begins with the last of them: left as differentiation
 * emits them, the first layer's come before the last layer's, and all activations wait for the end.
 */
export function earlyLeaves({ nodes }: Graph): void {
  const read = new Set(nodes.flatMap(({ input }) => input));
  const isLeaf = ({ output }: (typeof nodes)[number]): boolean => !output.some((name) => read.has(name));
  const leaves = nodes.filter(isLeaf).toReversed();
  nodes.splice(0, Infinity, ...nodes.filter((node) => !isLeaf(node)), ...leaves);
}
