import { positionOf, type Searcher } from "../../store/index.ts";
import type { SetPlan } from "./plan.ts";

/**
 * Which of a set's rows have every word of a search, in their output or in their input.
 *
 * @param group the position of each row's example
 * @returns 1 for those that have, by position
 */
export function foundRows(
  searcher: Searcher,
  typed: string,
  { stage, examples }: SetPlan,
  group: Int32Array,
): Uint8Array {
  const words = searcher.find(typed, stage, examples);
  const found = new Uint8Array(group.length).fill(words.length === 0 ? 0 : 1);
  const inputs = group.reduce((most, input) => Math.max(most, input + 1), 0);
  for (const word of words) {
    const inInput = marked(word.inputs, inputs);
    const inOutput = marked(word.outputs, group.length);
    for (let row = 0; row < found.length; row++) {
      if (inOutput[row] === 0 && inInput[group[row]!] === 0) found[row] = 0;
    }
  }
  return found;
}

/** Those of rows that were indexed since the columns were read are left out: there is no place for them. */
function marked(ids: readonly number[], rows: number): Uint8Array {
  const marks = new Uint8Array(rows);
  for (const id of ids) marks[positionOf(id)] = 1;
  return marks;
}
