import { PstarError } from "../errors.ts";
import { publicId, rowId } from "./ids.ts";
import { requireInput, writeOpen } from "./rows.ts";
import type { Store } from "./store.ts";

/** Which candidates of a stage a rule keeps. */
export interface SelectionRule {
  readonly candidateStage: number;
  /** Name of the verifier whose scores decided; `none` where nothing was verified. */
  readonly verifier: string;
  readonly selector: string;
  /** Share to keep, in (0, 1]; for a rule that asks for none, the share it kept. */
  readonly fraction: number;
}

/** The fate of each candidate. */
export interface Decisions {
  /** By the candidates' position: 0 = kept, else the place in `reasons` of why not. */
  readonly reason: Uint8Array;
  /** Readable reasons by code; `reasons[0]` says why the kept were kept. */
  readonly reasons: readonly string[];
}

/**
 * Writes a whole selection, every candidate with its reason, in one transaction; a selection already there stays.
 *
 * @param reason one for each candidate of the stage, failed ones too
 */
export function writeSelection(
  store: Store,
  stageId: number,
  selection: SelectionRule,
  { reason, reasons }: Decisions,
): void {
  let kept = 0;
  for (const code of reason) if (code === 0) kept++;
  writeOpen(store, stageId, () => {
    requireInput(store, stageId, selection.candidateStage);
    const made = store
      .prepare(
        `INSERT INTO selections (stage_id, candidate_stage_id, verifier, selector, fraction, kept)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(
        stageId,
        selection.candidateStage,
        selection.verifier,
        selection.selector,
        selection.fraction,
        kept,
      );
    if (made.changes === 0) return;
    const explain = store.prepare("INSERT INTO reasons (selection_id, code, text) VALUES (?, ?, ?)");
    reasons.forEach((text, code) => {
      explain.run(stageId, code, text);
    });
    const insert = store.prepare(
      "INSERT INTO selected (selection_id, candidate_id, reason) VALUES (?, ?, ?)",
    );
    const first = rowId(selection.candidateStage, 0);
    for (let i = 0; i < reason.length; i++) insert.run(stageId, first + i, reason[i]);
  });
}

/** A selection's rule and how many candidates it kept. */
export interface StoredSelection extends SelectionRule {
  readonly kept: number;
}

/** A selection without the fate of its candidates; undefined where the stage has made none. */
export function readSelectionRule(store: Store, stageId: number): StoredSelection | undefined {
  return store.read(() =>
    store
      .prepare<StoredSelection>(
        `SELECT candidate_stage_id AS candidateStage, verifier, selector, fraction, kept
         FROM selections WHERE stage_id = ?`,
      )
      .get(stageId),
  );
}

/** A selection with the fate of every candidate, as it was written. */
export function readSelection(store: Store, stageId: number): StoredSelection & Decisions {
  return store.read(() => {
    const selection = readSelectionRule(store, stageId);
    if (selection === undefined) {
      throw new PstarError(`there is no selection ${publicId("stage", stageId)}`, {
        exitCode: 2,
        where: store.path,
      });
    }
    const reasons = store
      .prepare<{ text: string }>("SELECT text FROM reasons WHERE selection_id = ? ORDER BY code")
      .all(stageId)
      .map(({ text }) => text);
    const codes = store
      .prepare<[number]>("SELECT reason FROM selected WHERE selection_id = ? ORDER BY candidate_id")
      .raw()
      .all(stageId);
    return { ...selection, reason: Uint8Array.from(codes, ([code]) => code), reasons };
  });
}

/** How many candidates a selection dropped, by reason. */
export function countReasons(store: Store, stageId: number): Record<string, number> {
  const rows = store.read(() =>
    store
      .prepare<{ text: string; rows: number }>(
        `WITH counts AS (SELECT reason, count(*) AS rows FROM selected WHERE selection_id = ? GROUP BY reason)
         SELECT r.text, coalesce(c.rows, 0) AS rows FROM reasons r LEFT JOIN counts c ON c.reason = r.code
         WHERE r.selection_id = ? AND r.code > 0 ORDER BY r.code`,
      )
      .all(stageId, stageId),
  );
  return Object.fromEntries(rows.map(({ text, rows }) => [text, rows]));
}
