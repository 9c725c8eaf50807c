import { createGraph, emit, graphBytes, graphInput, graphOutput } from "../../onnx/graph.ts";
import type { Session } from "../../onnx/runtime.ts";
import { type Matrix, part, transposed } from "./matrix.ts";
import { gram, mirror, multiply, type Triangle } from "./product.ts";

/** Products as in product.ts, large ones by ONNX Runtime on one thread. Which does one depends on its size alone. */
export interface Products {
  multiply(a: Matrix, b: Matrix, triangle?: Triangle): Promise<Float64Array>;
  gram(x: Matrix): Promise<Float64Array>;
  /** Frees the sessions; a thread that ends with one alive may take the process along. */
  release(): Promise<void>;
}

/**
 * From so many multiplications on, half a millisecond or more, the wider registers of ONNX Runtime's float64 kernels
 * (three times our rate with AVX-512) pay for a call of it, even where it can't leave out half the product.
 */
const largeProduct = 2e7;
const gramRows = 256;

/** ONNX Runtime is loaded at the first large product. */
export function openProducts(): Products {
  const sessions = new Map<string, Promise<Session>>();

  const largeMultiply = async (a: Matrix, b: Matrix): Promise<Float64Array> => {
    const { tensorOf, valuesOf } = await import("../../onnx/runtime.ts");
    const [left, right] = [stored(a), stored(b)];
    const key = `${left.isTransposed} ${right.isTransposed}`;
    const session = sessions.get(key) ?? createProduct(left.isTransposed, right.isTransposed);
    sessions.set(key, session);
    const feeds = { a: tensorOf(left.values, left.shape), b: tensorOf(right.values, right.shape) };
    return valuesOf((await (await session).run(feeds)).product);
  };

  const largeGram = async (x: Matrix): Promise<Float64Array> => {
    const size = x.rows;
    if (x.columnStride !== 1) return largeMultiply(x, transposed(x));
    const product = new Float64Array(size * size);
    for (let row = 0; row < size; row += gramRows) {
      const rows = Math.min(gramRows, size - row);
      const known = row + rows;
      const block = await largeMultiply(
        part(x, row, 0, rows, x.columns),
        transposed(part(x, 0, 0, known, x.columns)),
      );
      for (let i = 0; i < rows; i++) {
        product.set(block.subarray(i * known, (i + 1) * known), (row + i) * size);
      }
    }
    return mirror(product, size);
  };

  const isLarge = (a: Matrix, columns: number) => a.rows * a.columns * columns >= largeProduct;
  return {
    multiply: async (a, b, triangle) =>
      isLarge(a, b.columns) ? largeMultiply(a, b) : multiply(a, b, triangle),
    gram: async (x) => (isLarge(x, x.rows) ? largeGram(x) : gram(x)),
    async release() {
      for (const session of sessions.values()) await (await session).release();
      sessions.clear();
    },
  };
}

/** A matrix as the row-major array it, or its transpose, is. */
function stored(m: Matrix): {
  values: Float64Array;
  shape: readonly [number, number];
  isTransposed: boolean;
} {
  const isTransposed = m.rowStride === 1 && m.columnStride !== 1;
  const { offset, rows, columns, rowStride, columnStride } = isTransposed ? transposed(m) : m;
  if (columnStride !== 1 || rowStride !== columns) {
    throw new RangeError("a large product is of whole rows or whole columns");
  }
  const values = m.values.subarray(offset, offset + rows * columns);
  return { values, shape: [rows, columns], isTransposed };
}

async function createProduct(isTransposedA: boolean, isTransposedB: boolean): Promise<Session> {
  const { createSession } = await import("../../onnx/runtime.ts");
  const graph = createGraph();
  const a = graphInput(graph, "a", ["rows a", "columns a"], "float64");
  const b = graphInput(graph, "b", ["rows b", "columns b"], "float64");
  const flags = { transA: Number(isTransposedA), transB: Number(isTransposedB) };
  graphOutput("product", emit("Gemm", [a, b], flags, ["rows", "columns"]));
  return createSession(graphBytes(graph), { threads: 1 });
}
