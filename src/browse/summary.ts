import type { Message } from "../datasets/record.ts";
import {
  byHand,
  publicId,
  type RowHead,
  readExample,
  readFates,
  readFieldOf,
  readLabelHeads,
  readRowHeads,
  readScoreHeads,
  rowId,
  type ScoreHead,
  type Store,
} from "../store/index.ts";
import { taskOfTexts } from "../tasks/index.ts";
import { readHandLabelsOf } from "./columns/hand-labels.ts";
import type { SetPlan } from "./columns/plan.ts";
import type { RowFate, RowLabel, RowScore, RowSummary } from "./row.ts";

/** Characters of a text that a list shows. */
const shown = 300;

/** Rows of a set as a list shows them. @param selection whose decisions are told; null where there is none */
export function rowSummaries(
  store: Store,
  plan: SetPlan,
  positions: readonly number[],
  selection: number | null,
): RowSummary[] {
  const ids = positions.map((position) => rowId(plan.stage, position));
  const rows = readRowHeads(store, ids, shown + 1);
  const present = rows.map(({ id }) => id);
  const scores = plan.verifiers.map(({ name, stage }) => ({
    name,
    heads: readScoreHeads(store, stage, present),
  }));
  const labels = labelsOf(store, plan, rows);
  const fates = fatesOf(store, plan, selection, present);
  const kinds = kindsOf(store, plan, rows);
  return rows.map((row, i) => ({
    id: publicId("candidate", row.id),
    position: row.position,
    sample: row.sample,
    input: cut(wordsOf(row)),
    output: row.output === null ? null : cut(row.output),
    error: row.error,
    stratum: kinds[i]!,
    scores: scores.flatMap(({ name, heads }) => scoreOf(name, heads[i])),
    label: labels[i]!,
    fate: fates[i]!,
  }));
}

/** What was asked, of a chat what was said. */
function wordsOf({ input, format }: RowHead): string {
  if (format === "text") return input;
  return (JSON.parse(input) as Message[]).map(({ content }) => content).join("\n");
}

/** Whole characters, and a sign where there are more. */
function cut(text: string): string {
  if (text.length <= shown) return text;
  const characters = Array.from(text.slice(0, 2 * (shown + 1)));
  return characters.length > shown ? `${characters.slice(0, shown).join("")}…` : text;
}

function scoreOf(verifier: string, head: ScoreHead | undefined): RowScore[] {
  if (head === undefined) return [];
  const { score, keep, error } = head;
  const state = score === null ? "failed" : score === Number.NEGATIVE_INFINITY ? "unparsed" : "scored";
  return [
    {
      verifier,
      score: Number.isFinite(score) ? score : null,
      state,
      keep: keep === null ? null : keep === 1,
      error,
    },
  ];
}

function labelsOf(store: Store, plan: SetPlan, rows: readonly RowHead[]): (RowLabel | null)[] {
  const ofStage = readLabelHeads(
    store,
    plan.labels,
    rows.map(({ id }) => id),
  );
  const hand = readHandLabelsOf(store, plan.stage);
  return rows.map(({ position }, i) => {
    const value = hand.get(position);
    if (value !== undefined) return { value, source: byHand, byHand: true };
    const given = ofStage[i];
    return given === undefined ? null : { ...given, byHand: false };
  });
}

function fatesOf(
  store: Store,
  { selections }: SetPlan,
  selection: number | null,
  ids: readonly number[],
): (RowFate | null)[] {
  const planned = selections.find(({ id }) => id === selection);
  if (planned === undefined) return ids.map(() => null);
  const { id, title } = planned;
  return readFates(store, id, ids).map((fate) =>
    fate === undefined
      ? null
      : { selection: publicId("stage", id), title, kept: fate.code === 0, reason: fate.reason },
  );
}

function kindsOf(store: Store, { stage, kinds }: SetPlan, rows: readonly RowHead[]): (string | null)[] {
  if (kinds === null) return rows.map(() => null);
  if ("field" in kinds) {
    return rows.map(({ position }) =>
      String(readFieldOf(store, stage, kinds.field, position, position + 1)[0] ?? kinds.none),
    );
  }
  const { stratum } = taskOfTexts(kinds.task);
  const known = new Map<number, string>();
  return rows.map(({ exampleId }) => {
    const kind = known.get(exampleId) ?? stratum(readExample(store, exampleId));
    known.set(exampleId, kind);
    return kind;
  });
}
