import { workerData } from "node:worker_threads";
import type { PstarError } from "../../errors.ts";
import { dataVersion, isDamage, openSearcher, openStore, type Searcher } from "../../store/index.ts";
import { answerQuestions, notify } from "../../threads.ts";
import type { SetColumns } from "../browser.ts";
import type { PreparedFilter } from "../filter.ts";
import { filterRows } from "../filter-rows.ts";
import { type SetFacts, setFacts } from "./facts.ts";
import { foundRows } from "./found-texts.ts";
import { stratumOf } from "./kinds.ts";
import { emptySet, type LoadedSet, orderOf, refresh } from "./load.ts";
import type { SetPlan } from "./plan.ts";
import { recent } from "./recent.ts";
import type { IndexPlace } from "./text-index-worker.ts";

/** What the thread is asked of a set. */
export type ColumnsQuestion =
  /** Load it. */
  | { readonly kind: "load"; readonly plan: SetPlan }
  | { readonly kind: "columns"; readonly plan: SetPlan }
  | {
      readonly kind: "rows";
      readonly plan: SetPlan;
      readonly filter: PreparedFilter;
      /** Where its words are looked for; null where nothing is indexed yet. */
      readonly index: SearchedIndex | null;
      readonly offset: number;
      readonly limit: number;
    };

/** An index, and how much of the set's texts it holds: what was found may differ where any of this does. */
export type SearchedIndex = Pick<IndexPlace, "path" | "made"> & { readonly indexed: number };

export type ColumnsAnswer = SetColumns | FoundRows | null;

export interface FoundRows {
  readonly total: number;
  /** Of the rows from `offset` on. */
  readonly positions: Int32Array;
  /** The index can't be read. */
  readonly isDamaged?: boolean;
}

/** Said whenever a set was loaded, or had changed. */
export interface ColumnsNotice {
  readonly stage: number;
  readonly facts: SetFacts;
}

/** Sets and answers that are kept: the latest used ones. */
const keptSets = 4;
const keptAnswers = 12;
const keptSearches = 8;

const store = openStore(workerData as string, { readonly: true });
const sets = recent<KeptSet>(keptSets);
let searching: { readonly path: string; readonly made: number; readonly searcher: Searcher } | undefined;
const answers = recent<Int32Array>(keptAnswers);
const searches = recent<Uint8Array>(keptSearches);

/** A set, and what it was last read by. */
interface KeptSet {
  readonly set: LoadedSet;
  version: number;
  plan: string;
}

/** The set as of now. */
async function loaded(plan: SetPlan): Promise<LoadedSet> {
  const key = `${plan.stage}`;
  const known = sets.get(key);
  const kept =
    known?.set.fingerprint === plan.fingerprint
      ? known
      : sets.put(key, { set: emptySet(plan), version: -1, plan: "" });
  const { set } = kept;
  const version = dataVersion(store);
  const planned = JSON.stringify(plan);
  if (kept.version === version && kept.plan === planned) return set;
  const before = set.version;
  try {
    refresh(store, set, plan, await stratumOf(plan.kinds));
  } catch (error) {
    // Half read, it would pass for read.
    sets.drop(key);
    throw error;
  }
  kept.version = version;
  kept.plan = planned;
  if (set.version !== before) notify<ColumnsNotice>({ stage: plan.stage, facts: setFacts(set) });
  return set;
}

function columnsOf(set: LoadedSet): SetColumns {
  const scores = [...set.scores];
  return {
    rows: set.group.length,
    group: set.group.values(),
    scores: new Map(scores.map(([name, { values }]) => [name, values.values()])),
    order: new Map(scores.map(([name, column]) => [name, orderOf(column).positions])),
    reasons: new Map([...set.reasons].map(([id, reasons]) => [`s${id}`, reasons])),
  };
}

function rowsOf(
  set: LoadedSet,
  { plan, filter, index, offset, limit }: Extract<ColumnsQuestion, { kind: "rows" }>,
): FoundRows {
  const key = JSON.stringify([set.fingerprint, set.version, filter, filter.search && index]);
  const find = (): Int32Array => filterRows(set, filter, searched(set, plan, filter, index));
  try {
    const rows = answers.get(key) ?? answers.put(key, find());
    return { total: rows.length, positions: rows.slice(offset, offset + limit) };
  } catch (error) {
    if (!isDamage(error) || (error as PstarError).where !== index?.path) throw error;
    return { total: 0, positions: new Int32Array(0), isDamaged: true };
  }
}

function searched(
  set: LoadedSet,
  plan: SetPlan,
  { search }: PreparedFilter,
  index: SearchedIndex | null,
): Uint8Array | null {
  if (search === null) return null;
  const group = set.group.values();
  if (index === null) return new Uint8Array(group.length);
  const key = JSON.stringify([set.fingerprint, group.length, search, index]);
  return searches.get(key) ?? searches.put(key, foundRows(searcherOf(index), search, plan, group));
}

function searcherOf({ path, made }: SearchedIndex): Searcher {
  if (searching?.path === path && searching.made === made) return searching.searcher;
  searching?.searcher.close();
  searching = undefined;
  searching = { path, made, searcher: openSearcher(path) };
  return searching.searcher;
}

async function answer(question: ColumnsQuestion): Promise<ColumnsAnswer> {
  const set = await loaded(question.plan);
  switch (question.kind) {
    case "load":
      return null;
    case "columns":
      return columnsOf(set);
    case "rows":
      return rowsOf(set, question);
  }
}

answerQuestions(answer);
