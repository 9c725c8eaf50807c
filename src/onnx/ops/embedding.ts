import { emit, type Tensor } from "../graph.ts";
import { mergedDimension, type Shape, staticDimension } from "../shape.ts";
import { reshape, zeros } from "./layout.ts";

/**
 * Rows of a table.
 * @param table [rows, width]
 * @param ids int64 [...]
 * @returns [..., width]
 */
export function gatherRows(table: Tensor, ids: Tensor): Tensor {
  const [, width] = table.shape;
  const shape: Shape = [...ids.shape, width];
  return emit("Gather", [table, ids], { axis: 0 }, shape, {}, (g) => [
    {
      onto: (sum = zeros(table, table.shape)) => {
        const count = ids.shape.reduce(mergedDimension);
        const updates = reshape(g, [count, staticDimension(width)]);
        const rows = reshape(ids, [count, 1]);
        return emit("ScatterND", [sum, rows, updates], { reduction: "add" }, table.shape);
      },
    },
  ]);
}
