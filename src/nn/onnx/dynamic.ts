import { constant, emit, type Tensor } from "../../onnx/graph.ts";
import { reshape } from "../../onnx/ops/layout.ts";

// Sizes that are known only when a graph is run.

/** Size of an axis, int64 [1]. */
export function sizeOfAxis(x: Tensor, axis: number): Tensor {
  return emit("Shape", [x], { start: axis, end: axis + 1 }, [1], { dtype: "int64" });
}

/** start, start + 1, … below end, both int64 [1]: int64 [length]. */
export function range(start: Tensor, end: Tensor, length: string): Tensor {
  const one = constant(start.graph, [1], [], "int64");
  return emit("Range", [reshape(start, []), reshape(end, []), one], {}, [length]);
}
