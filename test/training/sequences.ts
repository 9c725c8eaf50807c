import type { Sequences } from "../../src/training/packing.ts";

export function sequencesOf(rows: readonly (readonly number[])[], prompts: readonly number[]): Sequences {
  const starts = [0];
  for (const row of rows) starts.push(starts.at(-1)! + row.length);
  const copy = (values: readonly number[]) => {
    const array = new Int32Array(new SharedArrayBuffer(4 * values.length));
    array.set(values);
    return array;
  };
  return { tokens: copy(rows.flat()), starts: copy(starts), prompts: copy(prompts) };
}
