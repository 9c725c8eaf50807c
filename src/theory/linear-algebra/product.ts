import { kernelBinary } from "./kernel-binary.ts";
import { type Matrix, matrix, part, transposed } from "./matrix.ts";

/** What kernel.wat exports. Pointers, strides and lengths are in bytes. */
interface Kernel {
  addProduct(
    panelsA: number,
    panelsB: number,
    c: number,
    countA: number,
    countB: number,
    strideA: number,
    strideB: number,
    strideC: number,
    length: number,
  ): void;
}

/**
 * `lower`: only the target's lower triangle is wanted; `upper`: A is zero below its diagonal. Either saves up to half
 * the work.
 */
export type Triangle = "lower" | "upper";

// So many rows of A by so many steps stay in the second-level cache, so many steps of a panel of B in the first.
const blockRows = 64;
const blockSteps = 256;
const pageBytes = 65_536;

const module = new WebAssembly.Module(Buffer.from(kernelBinary, "base64"));
let { kernel, workspace } = kernelWith(1024 * 1024);

/** A · B, row-major. @param triangle see `Triangle`; with `lower` the rest of the result is not to be read */
export function multiply(a: Matrix, b: Matrix, triangle?: Triangle): Float64Array {
  const product = new Float64Array(a.rows * b.columns);
  addProduct(matrix(product, a.rows, b.columns), 1, a, b, triangle);
  return product;
}

/** X · Xᵀ, row-major; the Gram matrix of the columns is that of `transposed(x)`. */
export function gram(x: Matrix): Float64Array {
  return mirror(multiply(x, transposed(x), "lower"), x.rows);
}

/** Fills the upper triangle of a square array from its lower one, and returns it. */
export function mirror(values: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) values[j * size + i] = values[i * size + j];
  }
  return values;
}

/**
 * target ← target ± A · B. A part of the target may be a part of A or B only where its rows are those of A and their
 * number is at most 64.
 */
export function addProduct(target: Matrix, sign: 1 | -1, a: Matrix, b: Matrix, triangle?: Triangle): void {
  if (a.columns !== b.rows || target.rows !== a.rows || target.columns !== b.columns) {
    throw new RangeError(
      `${target.rows} × ${target.columns} from ${a.rows} × ${a.columns} by ${b.rows} × ${b.columns}`,
    );
  }
  if (a.rows === 0 || b.columns === 0 || a.columns === 0) return;
  const steps = 2 * Math.ceil(a.columns / 2);
  const panel = 4 * steps;
  const width = 4 * panels(b.columns);
  const atA = panels(b.columns) * panel;
  const atC = atA + panels(Math.min(a.rows, blockRows)) * panel;
  reserve(atC + blockRows * width);
  pack(transposed(b), 0, steps);
  for (let row = 0; row < a.rows; row += blockRows) {
    const rows = Math.min(blockRows, a.rows - row);
    const columns = triangle === "lower" ? Math.min(row + rows, b.columns) : b.columns;
    pack(part(a, row, 0, rows, a.columns), atA, steps);
    workspace.fill(0, atC, atC + 4 * panels(rows) * width);
    for (let step = triangle === "upper" ? row : 0; step < steps; step += blockSteps) {
      const length = 32 * Math.min(blockSteps, steps - step);
      const [p, q, c] = [8 * atA + 32 * step, 32 * step, 8 * atC];
      kernel.addProduct(p, q, c, panels(rows), panels(columns), 8 * panel, 8 * panel, 8 * width, length);
    }
    add(part(target, row, 0, rows, columns), sign, atC, width);
  }
}

const panels = (length: number): number => Math.ceil(length / 4);

function reserve(numbers: number): void {
  if (numbers > workspace.length) ({ kernel, workspace } = kernelWith(8 * numbers));
}

function kernelWith(bytes: number): { kernel: Kernel; workspace: Float64Array } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes), maximum: 65_536 });
  const { exports } = new WebAssembly.Instance(module, { kernel: { memory } });
  return { kernel: exports as unknown as Kernel, workspace: new Float64Array(memory.buffer) };
}

/** Writes the rows in panels of four, each step's four values side by side, zeros where rows or steps are missing. */
function pack(rows: Matrix, at: number, steps: number): void {
  const { values, rowStride, columnStride } = rows;
  for (let row = 0; row < rows.rows; row += 4, at += 4 * steps) {
    const present = Math.min(4, rows.rows - row);
    if (present < 4 || steps > rows.columns) workspace.fill(0, at, at + 4 * steps);
    let from = rows.offset + row * rowStride;
    let to = at;
    if (present === 4) {
      for (let step = 0; step < rows.columns; step++, from += columnStride, to += 4) {
        workspace[to] = values[from];
        workspace[to + 1] = values[from + rowStride];
        workspace[to + 2] = values[from + 2 * rowStride];
        workspace[to + 3] = values[from + 3 * rowStride];
      }
    } else {
      for (let step = 0; step < rows.columns; step++, from += columnStride, to += 4) {
        for (let i = 0; i < present; i++) workspace[to + i] = values[from + i * rowStride];
      }
    }
  }
}

function add(target: Matrix, sign: 1 | -1, from: number, width: number): void {
  const { values, columnStride } = target;
  for (let i = 0; i < target.rows; i++) {
    let to = target.offset + i * target.rowStride;
    const row = from + i * width;
    for (let j = 0; j < target.columns; j++, to += columnStride) values[to] += sign * workspace[row + j];
  }
}
