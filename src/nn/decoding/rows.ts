import { type Feeds, tensorOf, valuesOf } from "../../onnx/runtime.ts";

type Values = Float32Array | BigInt64Array;

/**
 * Rows, along the first axis, of the tensors of one run or several, in the order asked for.
 * @param places the run and the row in it
 */
export function gatheredRows(runs: readonly Feeds[], places: readonly (readonly [number, number])[]): Feeds {
  return Object.fromEntries(
    Object.entries(runs[0] ?? {}).map(([name, first]) => {
      const values = runs.map((run) => valuesOf<Values>(run[name]!));
      const width = first.dims.slice(1).reduce((a, b) => a * b, 1);
      const make = values[0]!.constructor as typeof Float32Array;
      const gathered = new make(places.length * width);
      for (const [i, [run, row]] of places.entries())
        gathered.set((values[run] as Float32Array).subarray(row * width, (row + 1) * width), i * width);
      return [name, tensorOf(gathered, [places.length, ...first.dims.slice(1)])];
    }),
  );
}

export function selectedRows(tensors: Feeds, rows: readonly number[]): Feeds {
  return gatheredRows(
    [tensors],
    rows.map((row) => [0, row]),
  );
}

/** Whether rows stay as they are, `count` of them. */
export const areUnchanged = (rows: readonly number[], count: number): boolean =>
  rows.length === count && rows.every((row, i) => row === i);
