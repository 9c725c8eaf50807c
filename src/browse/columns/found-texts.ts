import type { Searcher } from "../../store/index.ts";
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
  let inputs = 0;
  for (const input of group) if (input >= inputs) inputs = input + 1;
  for (const word of words) {
    const inInput = marked(word.inputs, inputs);
    const inOutput = marked(word.outputs, group.length);
    for (let row = 0; row < found.length; row++) {
      found[row]! &= inOutput[row]! | inInput[group[row]!]!;
    }
  }
  return found;
}

/** Rows that were indexed since the columns were read are left out: there is no place for them. */
function marked(positions: readonly number[], rows: number): Uint8Array {
  const marks = new Uint8Array(rows);
  for (const position of positions) marks[position] = 1;
  return marks;
}
