import { parentPort, workerData } from "node:worker_threads";
import { dataVersion, openStore } from "../../store/index.ts";
import type { SetColumns } from "../browser.ts";
import type { PreparedFilter } from "../filter.ts";
import { filterRows } from "../filter-rows.ts";
import { type SetFacts, setFacts } from "./facts.ts";
import { stratumOf } from "./kinds.ts";
import { emptySet, type LoadedSet, refresh } from "./load.ts";
import { orderByScore, type ScoreOrder } from "./order.ts";
import type { SetPlan } from "./plan.ts";
import { recent } from "./recent.ts";
import { type Asked, failureOf, type Said } from "./thread.ts";

/** What the thread is asked of a set. */
export type ColumnsQuestion =
  /** Load it. */
  | { readonly kind: "load"; readonly plan: SetPlan }
  | { readonly kind: "columns"; readonly plan: SetPlan }
  | {
      readonly kind: "rows";
      readonly plan: SetPlan;
      readonly filter: PreparedFilter;
      readonly offset: number;
      readonly limit: number;
    };

export type ColumnsAnswer = SetColumns | FoundRows | null;

export interface FoundRows {
  readonly total: number;
  /** Of the rows from `offset` on. */
  readonly positions: Int32Array;
}

/** Said whenever a set was loaded, or had changed. */
export interface ColumnsNotice {
  readonly stage: number;
  readonly facts: SetFacts;
}

/** Sets, orders and answers that are kept: the latest used ones. */
const keptSets = 4;
const keptOrders = 6;
const keptAnswers = 12;

const store = openStore(workerData as string, { readonly: true });
const sets = recent<{ readonly set: LoadedSet; version: number }>(keptSets);
const orders = recent<ScoreOrder>(keptOrders);
const answers = recent<Int32Array>(keptAnswers);

/** The set as of now. */
async function loaded(plan: SetPlan): Promise<LoadedSet> {
  const key = `${plan.stage}`;
  let entry = sets.get(key);
  if (entry?.set.fingerprint !== plan.fingerprint)
    entry = sets.put(key, { set: emptySet(plan), version: -1 });
  const version = dataVersion(store);
  if (entry.version === version) return entry.set;
  const before = entry.set.version;
  refresh(store, entry.set, plan, await stratumOf(plan.kinds));
  entry.version = version;
  if (entry.set.version !== before) {
    say({ kind: "notice", notice: { stage: plan.stage, facts: setFacts(entry.set) } });
  }
  return entry.set;
}

const orderOf =
  (set: LoadedSet) =>
  (verifier: string): ScoreOrder => {
    const column = set.scores.get(verifier)!;
    const key = `${set.fingerprint} ${column.stage} ${column.version}`;
    return orders.get(key) ?? orders.put(key, orderByScore(column.values.values()));
  };

function columnsOf(set: LoadedSet): SetColumns {
  const scores = [...set.scores];
  return {
    rows: set.group.length,
    group: set.group.values(),
    scores: new Map(scores.map(([name, { values }]) => [name, values.values()])),
    order: new Map(scores.map(([name]) => [name, orderOf(set)(name).positions])),
    reasons: new Map([...set.reasons].map(([id, reasons]) => [`s${id}`, reasons])),
  };
}

function rowsOf(set: LoadedSet, filter: PreparedFilter, offset: number, limit: number): FoundRows {
  const key = `${set.fingerprint} ${set.version} ${JSON.stringify(filter)}`;
  const rows = answers.get(key) ?? answers.put(key, filterRows(set, filter, null, orderOf(set)));
  return { total: rows.length, positions: rows.slice(offset, offset + limit) };
}

async function answer(question: ColumnsQuestion): Promise<ColumnsAnswer> {
  const set = await loaded(question.plan);
  switch (question.kind) {
    case "load":
      return null;
    case "columns":
      return columnsOf(set);
    case "rows":
      return rowsOf(set, question.filter, question.offset, question.limit);
  }
}

const port = parentPort!;
const say = (said: Said<ColumnsAnswer, ColumnsNotice>): void => port.postMessage(said);
let turn = Promise.resolve();
port.on("message", ({ id, question }: Asked<ColumnsQuestion>) => {
  turn = turn
    .then(() => answer(question))
    .then((given) => say({ kind: "answer", id, answer: given }))
    .catch((error) => say({ kind: "failure", id, failure: failureOf(error) }));
});
