import { setImmediate } from "node:timers/promises";
import type { GroupColumn } from "../estimation/columns.ts";
import { type InputKinds, inputKinds } from "../estimation/kinds.ts";
import { readExamples, readFieldOf, type Store } from "../store/index.ts";
import { taskOfTexts } from "../tasks/index.ts";
import type { SetPlan } from "./columns/plan.ts";

/** Rows read before others get their turn: some milliseconds' work. */
const part = 4096;

/**
 * The kinds of a set's inputs, one where they are not told apart. Others get their turn between parts.
 *
 * @param group the input of each candidate
 * @throws PstarError where there are too many kinds to tell anything of any
 */
export async function kindsOfInputs(store: Store, plan: SetPlan, group: Int32Array): Promise<InputKinds> {
  const inputs = group.reduce((most, input) => Math.max(most, input + 1), 0);
  const column = await kindColumn(store, plan, group);
  return inputKinds({ rows: group.length, cluster: group, inputs, group: column, ...unasked });
}

/** What kinds don't hang on. */
const unasked = { scores: [], labels: new Float64Array(0), weights: null, sample: null };

async function kindColumn(
  store: Store,
  { stage, examples, kinds }: SetPlan,
  group: Int32Array,
): Promise<GroupColumn | null> {
  if (kinds === null) return null;
  const places = new Map<string, number>();
  const placeOf = (name: string): number => {
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    return place;
  };
  const codes = new Int32Array(group.length);
  if ("field" in kinds) {
    for (let from = 0; from < codes.length; from += part) {
      readFieldOf(store, stage, kinds.field, from, Math.min(from + part, codes.length)).forEach(
        (value, i) => {
          codes[from + i] = placeOf(String(value ?? kinds.none));
        },
      );
      await setImmediate();
    }
  } else {
    const { stratum } = taskOfTexts(kinds.task);
    const ofExample: number[] = [];
    for (const example of readExamples(store, examples)) {
      ofExample.push(placeOf(stratum(example)));
      if (ofExample.length % part === 0) await setImmediate();
    }
    for (let row = 0; row < codes.length; row++) codes[row] = ofExample[group[row]!]!;
  }
  return { codes, names: [...places.keys()] };
}
