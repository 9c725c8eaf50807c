import { readExamples, readFieldOf, type Store, type StoredExample } from "../../store/index.ts";
import { type Growing, growing } from "./growing.ts";
import { parts } from "./parts.ts";
import type { KindsBy, SetPlan } from "./plan.ts";

/** What a task says an example is of. */
export type StratumOf = (example: Pick<StoredExample, "input" | "reference" | "stratum">) => string;

/** Kinds as codes, numbered in order of first appearance. */
export interface LoadedKinds {
  readonly codes: ReadonlyMap<string, number>;
  /** By candidate; none where kinds are not told apart. */
  readonly ofRow: Growing<Int32Array>;
  /** By example, where the task tells. */
  readonly ofExample: Growing<Int32Array>;
}

export const loadedKinds = (): LoadedKinds => ({
  codes: new Map(),
  ofRow: growing(Int32Array),
  ofExample: growing(Int32Array),
});

/** The task's module is loaded where a task is to tell. */
export async function stratumOf(kinds: KindsBy | null): Promise<StratumOf | null> {
  if (kinds === null || "field" in kinds) return null;
  const { taskOfTexts } = await import("../../tasks/index.ts");
  return taskOfTexts(kinds.task).stratum;
}

export function refreshKinds(
  store: Store,
  loaded: LoadedKinds,
  { stage, examples, kinds }: SetPlan,
  group: Int32Array,
  stratum: StratumOf | null,
): boolean {
  const known = loaded.ofRow.length;
  if (kinds === null || known === group.length) return false;
  const codes = loaded.codes as Map<string, number>;
  const codeOf = (name: string): number => {
    const code = codes.get(name) ?? codes.size;
    codes.set(name, code);
    return code;
  };
  if (stratum !== null)
    extendExamples(store, loaded.ofExample, examples, group, (one) => codeOf(stratum(one)));
  const ofExample = loaded.ofExample.values();
  loaded.ofRow.extend(group.length, 0);
  const ofRow = loaded.ofRow.values();
  for (const [from, to] of parts(known, group.length)) {
    if ("field" in kinds) {
      const values = readFieldOf(store, stage, kinds.field, from, to);
      values.forEach((value, i) => {
        ofRow[from + i] = codeOf(String(value ?? kinds.none));
      });
    } else for (let row = from; row < to; row++) ofRow[row] = ofExample[group[row]!]!;
  }
  return true;
}

function extendExamples(
  store: Store,
  column: Growing<Int32Array>,
  examples: number,
  group: Int32Array,
  codeOf: (example: StoredExample) => number,
): void {
  const known = column.length;
  const needed = group.reduce((most, example) => Math.max(most, example + 1), 0);
  column.extend(Math.max(known, needed), 0);
  const values = column.values();
  for (const example of readExamples(store, examples, known, needed))
    values[example.position] = codeOf(example);
}
