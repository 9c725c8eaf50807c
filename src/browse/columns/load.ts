import {
  countCandidates,
  labelExtent,
  readExamplesOf,
  readLabels,
  readReasonsOf,
  readScoresOf,
  type Store,
  snapshot,
} from "../../store/index.ts";
import { type Growing, growing } from "./growing.ts";
import { type HandLabels, readHandLabelsOf } from "./hand-labels.ts";
import { type LoadedKinds, loadedKinds, refreshKinds, type StratumOf } from "./kinds.ts";
import { orderByScore, type ScoreOrder } from "./order.ts";
import { parts } from "./parts.ts";
import type { SetPlan } from "./plan.ts";

/** The columns of one set, by its candidates' positions. */
export interface LoadedSet {
  readonly fingerprint: string;
  /** Counts the times that anything changed. */
  version: number;
  /** The position of each candidate's example. */
  readonly group: Growing<Int32Array>;
  readonly failed: Growing<Uint8Array>;
  /** Whether what failed is tried no more. */
  isSettled: boolean;
  /** By verifier. */
  scores: Map<string, LoadedScores>;
  /** By selection, as codes: 0 = kept. */
  reasons: Map<number, Uint8Array>;
  /** NaN where there is none. */
  labels: Float64Array;
  given: GivenLabels;
  readonly kinds: LoadedKinds;
}

export interface LoadedScores {
  readonly stage: number;
  /** NaN where scoring failed, and where it has not come to. */
  readonly values: Growing<Float64Array>;
  /** Candidates it has come to. */
  scored: number;
  isSettled: boolean;
  /** Null until it is asked for, and again when a score has changed. */
  order: ScoreOrder | null;
}

/** Made when it is first asked for: it takes a tenth of a second for a million. */
export function orderOf(column: LoadedScores): ScoreOrder {
  column.order ??= orderByScore(column.values.values());
  return column.order;
}

/** What labels were read from, to know when there are others. */
interface GivenLabels {
  readonly stage: number;
  readonly count: number;
  readonly hand: HandLabels;
}

export function emptySet({ fingerprint }: SetPlan): LoadedSet {
  return {
    fingerprint,
    version: 0,
    group: growing(Int32Array),
    failed: growing(Uint8Array),
    isSettled: false,
    scores: new Map(),
    reasons: new Map(),
    labels: new Float64Array(0),
    given: { stage: 0, count: 0, hand: new Map() },
    kinds: loadedKinds(),
  };
}

/** Reads what was appended or changed since the last time; all of it the first time. */
export function refresh(store: Store, set: LoadedSet, plan: SetPlan, stratumOf: StratumOf | null): void {
  snapshot(store, () => {
    const rows = countCandidates(store, plan.stage);
    const changes = [
      refreshCandidates(store, set, plan, rows),
      refreshVerifiers(store, set, plan, rows),
      refreshSelections(store, set, plan, rows),
      refreshLabels(store, set, plan, rows),
      refreshKinds(store, set.kinds, plan, set.group.values(), stratumOf),
    ];
    if (changes.includes(true)) set.version++;
  });
}

function refreshCandidates(store: Store, set: LoadedSet, plan: SetPlan, rows: number): boolean {
  const known = set.group.length;
  set.group.extend(rows, -1);
  set.failed.extend(rows, 0);
  const [group, failed] = [set.group.values(), set.failed.values()];
  const mayChange = (start: number, end: number) => !set.isSettled && failed.subarray(start, end).includes(1);
  let changed = rows > known;
  for (const [from, to] of parts(known, rows, mayChange)) {
    readExamplesOf(store, plan.stage, from, to).forEach((example, i) => {
      const isFailed = Number(example < 0);
      changed ||= failed[from + i] !== isFailed;
      failed[from + i] = isFailed;
      group[from + i] = example < 0 ? ~example : example;
    });
  }
  set.isSettled = plan.done;
  return changed;
}

function refreshVerifiers(store: Store, set: LoadedSet, plan: SetPlan, rows: number): boolean {
  const before = set.scores;
  set.scores = new Map(
    plan.verifiers.map(({ name, stage }) => {
      const known = before.get(name);
      return [name, known?.stage === stage ? known : unscored(stage)];
    }),
  );
  const changes = plan.verifiers.map(({ name, done }) => {
    const column = set.scores.get(name)!;
    const changed = refreshScores(store, column, plan.stage, rows);
    column.isSettled = done;
    return changed;
  });
  return changes.includes(true) || before.size !== set.scores.size;
}

const unscored = (stage: number): LoadedScores => ({
  stage,
  values: growing(Float64Array),
  scored: 0,
  isSettled: false,
  order: null,
});

function refreshScores(store: Store, column: LoadedScores, candidates: number, rows: number): boolean {
  let changed = rows > column.values.length;
  column.values.extend(rows, Number.NaN);
  const values = column.values.values();
  const hasFailures = (start: number, end: number) =>
    !column.isSettled && values.subarray(start, end).some(Number.isNaN);
  for (const [from, to] of parts(column.scored, rows, hasFailures)) {
    const read = readScoresOf(store, column.stage, candidates, from, to);
    changed ||= read.some((score, i) => !Object.is(score, values[from + i]));
    values.set(read, from);
    column.scored = Math.max(column.scored, from + read.length);
    if (from + read.length < to) break;
  }
  if (changed) column.order = null;
  return changed;
}

/** Selections are written at once and whole. */
function refreshSelections(
  store: Store,
  set: LoadedSet,
  { stage, selections }: SetPlan,
  rows: number,
): boolean {
  const before = set.reasons;
  set.reasons = new Map(
    selections.map(({ id }) => [id, before.get(id) ?? readReasons(store, id, stage, rows)]),
  );
  return selections.some(({ id }) => !before.has(id));
}

function readReasons(store: Store, selection: number, candidates: number, rows: number): Uint8Array {
  const reasons = new Uint8Array(new SharedArrayBuffer(rows));
  for (const [from, to] of parts(0, rows)) {
    reasons.set(readReasonsOf(store, selection, candidates, from, to), from);
  }
  return reasons;
}

function refreshLabels(store: Store, set: LoadedSet, plan: SetPlan, rows: number): boolean {
  const { count } = labelExtent(store, plan.labels);
  const hand = readHandLabelsOf(store, plan.stage);
  const { given } = set;
  const isSame = given.stage === plan.labels && given.count === count && isEqual(given.hand, hand);
  if (isSame && set.labels.length === rows) return false;
  const { positions, values } = readLabels(store, plan.labels);
  set.labels = new Float64Array(rows).fill(Number.NaN);
  positions.forEach((position, i) => {
    set.labels[position] = values[i]!;
  });
  for (const [position, value] of hand) set.labels[position] = value;
  set.given = { stage: plan.labels, count, hand };
  return true;
}

const isEqual = (a: HandLabels, b: HandLabels): boolean =>
  a.size === b.size && [...a].every(([position, value]) => b.get(position) === value);
