import { PstarError } from "../errors.ts";
import { endOf, positionOf, publicId, rowId } from "./ids.ts";
import type { Books } from "./stages.ts";
import type { Store } from "./store.ts";

/** The tables a stage writes row by row, in order of position. */
type RowTable = "examples" | "candidates" | "scores";

/** A stage's rows in each table as a range of its primary key: two numbers, from and before. */
const ranges: Readonly<Record<RowTable, { where: string; last: string; bounds(id: number): number[] }>> = {
  examples: { where: "id >= ? AND id < ?", last: "id", bounds: (id) => [rowId(id, 0), endOf(id)] },
  candidates: { where: "id >= ? AND id < ?", last: "id", bounds: (id) => [rowId(id, 0), endOf(id)] },
  scores: { where: "stage_id = ?", last: "candidate_id", bounds: (id) => [id] },
};

/** First position of a stage not yet written in `table`. */
export function nextPosition(store: Store, table: RowTable, id: number): number {
  const { where, last, bounds } = ranges[table];
  const { max } = store
    .prepare<{ max: number | null }>(`SELECT max(${last}) AS max FROM ${table} WHERE ${where}`)
    .get(...bounds(id))!;
  return max === null ? 0 : positionOf(max) + 1;
}

/** How many rows a stage has committed, in whichever table its kind writes. */
export function committedRows(store: Store, id: number): number {
  const count = (table: string, column: string): number =>
    store.prepare<{ rows: number }>(`SELECT count(*) AS rows FROM ${table} WHERE ${column} = ?`).get(id)!
      .rows;
  return Math.max(
    nextPosition(store, "examples", id),
    nextPosition(store, "candidates", id),
    nextPosition(store, "scores", id),
    count("labels", "stage_id"),
    count("selected", "selection_id"),
  );
}

/**
 * Writes rows `start`, `start + 1`, … of a stage in one transaction. Rows offered to a stage that is done are left:
 * they are the ones it has, from another process at the same work.
 */
export function writeRows(store: Store, table: RowTable, id: number, start: number, write: () => void): void {
  writeOpen(store, id, () => {
    const next = nextPosition(store, table, id);
    if (start > next)
      throw new Error(`${table} of stage ${publicId("stage", id)}: row ${start} before row ${next}`);
    write();
  });
}

/** Writes in one transaction unless the stage is done. */
export function writeOpen(store: Store, id: number, write: () => void): void {
  store.write(() => {
    const stage = store.prepare<{ status: string }>("SELECT status FROM stages WHERE id = ?").get(id);
    if (stage === undefined) throw new Error(`there is no stage ${publicId("stage", id)}`);
    if (stage.status === "running") write();
  });
}

/** Lineage is what `beginStage` was told: rows about another stage's rows need it among the inputs. */
export function requireInput(store: Store, id: number, input: number): void {
  if (input === id) return;
  const linked = store
    .prepare("SELECT 1 FROM stage_inputs WHERE stage_id = ? AND input_stage_id = ?")
    .get(id, input);
  if (linked === undefined)
    throw new Error(`stage ${publicId("stage", id)} does not have ${publicId("stage", input)} as an input`);
}

/** @throws PstarError when a stage's books do not agree with its rows */
export function requireRows(store: Store, id: number, books: Books): void {
  const agree = (what: string, rows: number, said: number): void => {
    if (rows === said) return;
    throw new PstarError(`books say ${said} ${what}, the rows ${rows}`, {
      where: `stage ${publicId("stage", id)}`,
      remedy: "this is a defect of pstar: please report it",
    });
  };
  const examples = nextPosition(store, "examples", id);
  const isImport = examples > 0 && nextPosition(store, "candidates", id) > 0;
  for (const table of ["candidates", "scores"] as const) {
    const { where, bounds } = ranges[table];
    const { rows, failed } = store
      .prepare<{ rows: number; failed: number }>(
        `SELECT count(*) AS rows, count(error) AS failed FROM ${table} WHERE ${where}`,
      )
      .get(...bounds(id))!;
    if (rows === 0) continue;
    // What an import rejects is no row: it stays in the file of rejects.
    if (isImport) agree("kept", rows, books.kept);
    else agree("in", rows, books.input);
    agree("failed", failed, books.failed);
  }
  if (examples > 0 && !isImport) agree("kept", examples, books.kept);
  const selected = store
    .prepare<{ rows: number; kept: number }>(
      "SELECT count(*) AS rows, count(*) FILTER (WHERE reason = 0) AS kept FROM selected WHERE selection_id = ?",
    )
    .get(id)!;
  if (selected.rows > 0) {
    agree("in", selected.rows, books.input);
    agree("kept", selected.kept, books.kept);
  }
}
