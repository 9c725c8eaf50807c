import { type LoadedSet, orderOf } from "./columns/load.ts";
import { lowestFirst } from "./columns/order.ts";
import type { PreparedFilter } from "./filter.ts";

/**
 * Positions of the rows that pass, in the filter's order.
 *
 * @param found by the search, one number a row, 0 where it was not; null where nothing is searched
 */
export function filterRows(set: LoadedSet, filter: PreparedFilter, found: Uint8Array | null): Int32Array {
  const passes = found?.slice() ?? new Uint8Array(set.group.length).fill(1);
  for (const condition of conditions(set, filter)) {
    for (let row = 0; row < passes.length; row++) if (passes[row] === 1 && !condition(row)) passes[row] = 0;
  }
  const total = passes.reduce((sum, pass) => sum + pass, 0);
  return inOrder(set, filter, passes, total);
}

type Condition = (row: number) => boolean;

function conditions(set: LoadedSet, filter: PreparedFilter): Condition[] {
  const { verifier, scores, selection, kept, label, stratum, state } = filter;
  const values = verifier === null ? undefined : set.scores.get(verifier)?.values.values();
  const list: Condition[] = [];
  if (values !== undefined && scores !== null) {
    const [low, high] = scores;
    list.push((row) => Number.isFinite(values[row]) && values[row]! >= low && values[row]! <= high);
  }
  if (selection !== null) {
    const reasons = set.reasons.get(selection);
    list.push((row) => (reasons?.[row] === 0) === kept);
  }
  if (stratum !== null) {
    const code = set.kinds.codes.get(stratum) ?? -1;
    const kinds = set.kinds.ofRow.values();
    list.push((row) => kinds[row] === code);
  }
  if (label !== null) list.push(labelled(set.labels, label));
  if (state !== null) list.push(inState(set.failed.values(), values, state));
  return list;
}

function labelled(labels: Float64Array, label: NonNullable<PreparedFilter["label"]>): Condition {
  const conditions: Readonly<Record<typeof label, Condition>> = {
    labelled: (row) => !Number.isNaN(labels[row]),
    unlabelled: (row) => Number.isNaN(labels[row]),
    correct: (row) => labels[row]! >= 0.5,
    incorrect: (row) => labels[row]! < 0.5,
  };
  return conditions[label];
}

function inState(
  failed: Uint8Array,
  values: Float64Array | undefined,
  state: NonNullable<PreparedFilter["state"]>,
): Condition {
  const conditions: Readonly<Record<typeof state, Condition>> = {
    failed: (row) => failed[row] === 1,
    unparsed: (row) => values?.[row] === Number.NEGATIVE_INFINITY,
    unscored: (row) => failed[row] === 0 && Number.isNaN(values?.[row]),
  };
  return conditions[state];
}

function inOrder(
  set: LoadedSet,
  { order, verifier }: PreparedFilter,
  passes: Uint8Array,
  total: number,
): Int32Array {
  const rows = new Int32Array(total);
  let filled = 0;
  if (order === "position" || verifier === null) {
    for (let row = 0; row < passes.length; row++) if (passes[row] === 1) rows[filled++] = row;
    return rows;
  }
  const column = set.scores.get(verifier)!;
  const highest = orderOf(column);
  const sequence = order === "highest" ? highest.positions : lowestFirst(column.values.values(), highest);
  for (const row of sequence) if (passes[row] === 1) rows[filled++] = row;
  return rows;
}
