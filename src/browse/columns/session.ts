import { PstarError } from "../../errors.ts";
import { moduleBeside } from "../../modules.ts";
import {
  countCandidates,
  countExamples,
  dataVersion,
  openStore,
  publicId,
  readExamplesOf,
  type Store,
} from "../../store/index.ts";
import { startThread } from "../../threads.ts";
import type { Browser, SetColumns } from "../browser.ts";
import { isEverything, prepareFilter } from "../filter.ts";
import type { CandidateSet } from "../row.ts";
import { rowSummaries } from "../summary.ts";
import type { SetFacts } from "./facts.ts";
import { planSets, type SetPlan } from "./plan.ts";
import { quickFacts } from "./quick-facts.ts";
import { textIndex } from "./text-index.ts";
import type { ColumnsAnswer, ColumnsNotice, ColumnsQuestion, FoundRows } from "./worker.ts";

/** Opens a database, and the threads that look at it with their first question. */
export function openSession(path: string): Browser {
  const store = openStore(path, { readonly: true });
  const facts = new Map<number, SetFacts>();
  const plans = new Map<number, { readonly version: number; readonly plans: readonly SetPlan[] }>();
  const thread = startThread<ColumnsQuestion, ColumnsAnswer, ColumnsNotice>(
    moduleBeside(import.meta.url, "./worker"),
    path,
    (notice) => facts.set(notice.stage, notice.facts),
  );
  const texts = textIndex(path);

  const plansOf = (run: number, version = dataVersion(store)): readonly SetPlan[] => {
    const known = plans.get(run);
    if (known?.version === version) return known.plans;
    const made = planSets(store, run);
    plans.set(run, { version, plans: made });
    return made;
  };
  const planOf = (run: number, stage: number): SetPlan => {
    const version = dataVersion(store);
    const plan = plansOf(run, version).find((one) => one.stage === stage);
    if (plan !== undefined) {
      texts.want(plan, version, true);
      return plan;
    }
    throw new PstarError(`run ${publicId("run", run)} has no candidates ${publicId("stage", stage)}`, {
      exitCode: 2,
      where: path,
    });
  };
  const load = (plan: SetPlan): void => {
    // Who asks for rows next is told what went wrong.
    thread.ask({ kind: "load", plan }).catch(() => {});
  };

  return {
    sets(run) {
      const version = dataVersion(store);
      return plansOf(run, version).map((plan) => {
        load(plan);
        texts.want(plan, version, false);
        return candidateSet(store, plan, facts.get(plan.stage) ?? quickFacts(store, plan));
      });
    },
    async page(run, stage, asked, { offset, limit }) {
      const plan = planOf(run, stage);
      const filter = prepareFilter(plan, asked);
      const indexed = texts.indexed(stage);
      const place = filter.search === null ? null : texts.place();
      const index = place && { path: place.path, made: place.made, indexed };
      const found = isEverything(filter)
        ? everything(store, stage, offset, limit)
        : ((await thread.ask({ kind: "rows", plan, filter, index, offset, limit })) as FoundRows);
      if (found.isDamaged) texts.repair(plan);
      const selection = plan.selections.find(({ id }) => publicId("stage", id) === asked.selection);
      const told = (selection ?? plan.selections[0])?.id ?? null;
      return {
        total: found.total,
        offset,
        rows: rowSummaries(store, plan, [...found.positions], told),
        indexed: !found.isDamaged && indexed >= countCandidates(store, stage),
      };
    },
    state(run, stage) {
      const { stage: id } = planOf(run, stage);
      const rows = countCandidates(store, id);
      return { columns: facts.has(id), indexed: Math.min(texts.indexed(id), rows), rows };
    },
    async columns(run, stage) {
      return (await thread.ask({ kind: "columns", plan: planOf(run, stage) })) as SetColumns;
    },
    async close() {
      await Promise.all([thread.end(), texts.end()]);
      store.close();
    },
  };
}

function everything(store: Store, stage: number, offset: number, limit: number): FoundRows {
  const total = countCandidates(store, stage);
  const length = Math.max(0, Math.min(limit, total - offset));
  return { total, positions: Int32Array.from({ length }, (_, i) => offset + i) };
}

function candidateSet(store: Store, plan: SetPlan, facts: SetFacts): CandidateSet {
  const rows = countCandidates(store, plan.stage);
  return {
    stage: publicId("stage", plan.stage),
    name: plan.name,
    rows,
    inputs: countInputs(store, plan, rows),
    verifiers: plan.verifiers.map(({ name, stage }) => ({
      name,
      stage: publicId("stage", stage),
      range: facts.ranges.get(name) ?? null,
    })),
    selections: plan.selections.map(({ id, ...selection }) => ({ id: publicId("stage", id), ...selection })),
    strata: facts.kinds,
    labelled: facts.labelled,
    failed: facts.failed,
  };
}

/** Inputs are answered in order, so the last candidate's is the last one. */
function countInputs(store: Store, { stage, examples }: SetPlan, rows: number): number {
  if (examples === stage) return countExamples(store, stage);
  const [last = -1] = rows === 0 ? [] : readExamplesOf(store, stage, rows - 1, rows);
  return (last < 0 ? ~last : last) + 1;
}
