import { emit, type Tensor } from "../../onnx/graph.ts";
import { scale } from "../../onnx/ops/elementwise.ts";
import { cast, reshape } from "../../onnx/ops/layout.ts";
import { broadcastShapes } from "../../onnx/shape.ts";
import type { Network } from "../parameters.ts";

/**
 * Which tokens may look at which: those of their own sequence that do not come after them. Several sequences may lie in one
 * row (packing), and padding is a sequence of its own, 0, that none looks at.
 * @param segments int64 [batch, length]: the sequence each token belongs to, from 1; 0 for padding
 * @param positions int64 [batch, length]: its place there
 * @returns [batch, 1, length, length]: 0 where a token may look, −10⁹ where not
 */
export function packedBias(network: Network, segments: Tensor, positions: Tensor): Tensor {
  const [batch, length] = segments.shape;
  const queries = (x: Tensor) => reshape(x, [batch!, 1, length!, 1]);
  const keys = (x: Tensor) => reshape(x, [batch!, 1, 1, length!]);
  const shape = broadcastShapes([batch!, 1, length!, 1], [batch!, 1, 1, length!]);
  const compare = (operator: string, a: Tensor, b: Tensor) =>
    emit(operator, [a, b], {}, shape, { dtype: "bool" });
  const hidden = emit(
    "Or",
    [
      emit("Not", [compare("Equal", queries(segments), keys(segments))], {}, shape, { dtype: "bool" }),
      compare("Less", queries(positions), keys(positions)),
    ],
    {},
    shape,
    { dtype: "bool" },
  );
  return scale(cast(hidden, network.dtype), -1e9);
}
