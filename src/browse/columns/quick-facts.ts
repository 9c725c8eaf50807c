import {
  countCandidates,
  countExamples,
  countFailedCandidates,
  labelExtent,
  readExamples,
  readFieldOf,
  readLabelHeads,
  readScoresOf,
  rowId,
  type Store,
} from "../../store/index.ts";
import { taskOfTexts } from "../../tasks/index.ts";
import { finiteRange, namedKinds, type SetFacts } from "./facts.ts";
import { readHandLabelsOf } from "./hand-labels.ts";
import type { SetPlan } from "./plan.ts";

/** Rows that can all be looked at at once; of more, a sample is. */
const few = 8192;
const samples = 32;
const together = 64;

/** A set's facts before its columns are loaded: of a large one by rows here and there, so that it takes no time. */
export function quickFacts(store: Store, plan: SetPlan): SetFacts {
  const rows = countCandidates(store, plan.stage);
  const ranges = plan.verifiers.flatMap(({ name, stage }) => {
    const range = finiteRange(spread(rows, (from, to) => readScoresOf(store, stage, plan.stage, from, to)));
    return range === null ? [] : [[name, range] as const];
  });
  return {
    rows,
    failed: plan.failed ?? (rows <= few ? countFailedCandidates(store, plan.stage) : 0),
    labelled: countLabelled(store, plan),
    ranges: new Map(ranges),
    kinds: namedKinds(kindsOf(store, plan, rows)),
  };
}

function countLabelled(store: Store, { stage, labels }: SetPlan): number {
  const byHand = [...readHandLabelsOf(store, stage).keys()].map((position) => rowId(stage, position));
  const alone = readLabelHeads(store, labels, byHand).filter((label) => label === undefined);
  return labelExtent(store, labels).count + alone.length;
}

function kindsOf(store: Store, { stage, examples, kinds }: SetPlan, rows: number): string[] {
  if (kinds === null) return [];
  if ("field" in kinds) {
    const { field, none } = kinds;
    return spreadParts(rows).flatMap(([from, to]) =>
      readFieldOf(store, stage, field, from, to).map((value) => String(value ?? none)),
    );
  }
  const { stratum } = taskOfTexts(kinds.task);
  return spreadParts(countExamples(store, examples)).flatMap(([from, to]) =>
    Array.from(readExamples(store, examples, from, to), stratum),
  );
}

function spread(rows: number, read: (from: number, to: number) => Float64Array): Float64Array {
  return Float64Array.from(spreadParts(rows).flatMap(([from, to]) => [...read(from, to)]));
}

/** All of [0, rows), or parts of it at equal distances, the first and the last row among them. */
function spreadParts(rows: number): (readonly [from: number, to: number])[] {
  if (rows <= few) return [[0, rows]];
  return Array.from({ length: samples }, (_, i) => {
    const from = Math.floor((i * (rows - together)) / (samples - 1));
    return [from, from + together] as const;
  });
}
