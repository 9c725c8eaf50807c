import { PstarError } from "../errors.ts";
import { chunked } from "./chunks.ts";
import { positionOf, publicId, rowId, stageOf } from "./ids.ts";
import { nextPosition, writeRows } from "./rows.ts";
import type { Store } from "./store.ts";

export interface ExampleRow {
  readonly input: string;
  readonly reference: string;
  /** `train`, `synthesis`, `calibration`, `test`, … */
  readonly split: string;
  /** `chat` where the input is a list of messages as JSON; `text` when left out. */
  readonly format?: "text" | "chat";
  /** The kind of input it is, where its source says so. */
  readonly stratum?: string | null;
}

export interface StoredExample extends Required<ExampleRow> {
  readonly id: number;
  /** Place in its stage, from 0. */
  readonly position: number;
}

/** Writes examples `start`, `start + 1`, … of a stage in one transaction; those already there stay as they are. */
export function writeExamples(
  store: Store,
  stageId: number,
  start: number,
  rows: readonly ExampleRow[],
): void {
  writeRows(store, "examples", stageId, start, () => {
    const insert = store.prepare(
      `INSERT INTO examples (id, input, reference, split, format, stratum) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
    );
    rows.forEach(({ input, reference, split, format = "text", stratum = null }, i) => {
      insert.run(rowId(stageId, start + i), input, reference, split, format, stratum);
    });
  });
}

export const countExamples = (store: Store, stageId: number): number =>
  store.read(() => nextPosition(store, "examples", stageId));

interface Stored extends Required<ExampleRow> {
  readonly id: number;
}

const located = (row: Stored): StoredExample => ({ ...row, position: positionOf(row.id) });

/** The examples of a stage at positions [from, to), in order. */
export function readExamples(
  store: Store,
  stageId: number,
  from = 0,
  to: number = countExamples(store, stageId),
): Generator<StoredExample> {
  return chunked(from, to, (first, end) =>
    store.read(() =>
      store
        .prepare<Stored>(
          "SELECT id, input, reference, split, format, stratum FROM examples WHERE id >= ? AND id < ? ORDER BY id",
        )
        .all(rowId(stageId, first), rowId(stageId, end))
        .map(located),
    ),
  );
}

/** @throws PstarError (exit code 2) when there is no such example */
export function readExample(store: Store, id: number): StoredExample & { readonly stageId: number } {
  const row = store.read(() =>
    store
      .prepare<Stored>("SELECT id, input, reference, split, format, stratum FROM examples WHERE id = ?")
      .get(id),
  );
  if (row !== undefined) return { ...located(row), stageId: stageOf(id) };
  throw new PstarError(`there is no example ${publicId("example", id)}`, { exitCode: 2, where: store.path });
}
