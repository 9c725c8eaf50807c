import { chmodSync, closeSync, openSync, readSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { PstarError } from "../errors.ts";
import { countCandidates } from "./candidates.ts";
import { explaining } from "./failures.ts";
import { endOf, positionOf, rowId } from "./ids.ts";
import { searchable } from "./search-words.ts";
import type { Store } from "./store.ts";

/** "psts": marks a file as an index of ours. */
const applicationId = 0x70737473;
const version = 1;

/**
 * Words alone, no texts: those are in the database. Rows go by their ids in it, inputs once however many candidates they
 * have. `detail=full` is what finds phrases. `prefix=3` finds beginnings of three characters as quickly as words, for three
 * quarters more room; one of two would take as much again. Sizes of rows, which only rank, are left out.
 */
const table = (name: string): string =>
  `CREATE VIRTUAL TABLE ${name} USING fts5(text, content = '', columnsize = 0, detail = full, prefix = '3',
     tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co So'");`;

const schema = `
  ${table("inputs")}
  ${table("outputs")}
  CREATE TABLE indexed (
    of TEXT NOT NULL CHECK (of IN ('inputs', 'outputs')),
    stage_id INTEGER NOT NULL,
    -- Of the stage whose rows these were.
    fingerprint TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (of, stage_id)
  ) STRICT, WITHOUT ROWID;
  -- Candidates that had no output when it was their turn: a later attempt may give them one.
  CREATE TABLE unanswered (id INTEGER PRIMARY KEY) STRICT;
  PRAGMA user_version = ${version};
`;

/** An index of texts that is open to be written. */
export interface SearchIndex {
  readonly path: string;
  prepare<Row>(sql: string): Database.Statement<unknown[], Row>;
  /** In one transaction. */
  write<T>(work: () => T): T;
  close(): void;
}

/** What is to be indexed: the candidates of a stage and the examples they answer. */
export interface SearchedStages {
  readonly stage: number;
  readonly fingerprint: string;
  readonly examples: number;
  readonly examplesFingerprint: string;
}

/**
 * Opens the index at `path`; makes it where there is none and makes it anew where it is damaged or of another version.
 *
 * @param mode of the file where it is made: whoever may not read the texts may not read their words
 * @throws PstarError where it can't be written, and where another kind of file is in its place, which stays untouched
 */
export function openSearchIndex(path: string, mode = 0o600): SearchIndex {
  return explaining(path, () => {
    if (!isOurs(path)) throw new PstarError("is no index of texts", { where: path });
    try {
      return opened(path, mode);
    } catch (error) {
      if (!isDamage(error)) throw error;
      removeSearchIndex(path);
      return opened(path, mode);
    }
  });
}

export function removeSearchIndex(path: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
}

/** Whether an error, raw or explained, says that a file can't be read as what it is. */
export const isDamage = (error: unknown): boolean => {
  const raw = error instanceof PstarError ? error.cause : error;
  return raw instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(raw.code);
};

/** Whether there is nothing at `path` or what SQLite's header says to be an index of ours. */
function isOurs(path: string): boolean {
  if (sizeOf(path) === 0) return true;
  const header = Buffer.alloc(72);
  const file = openSync(path, "r");
  readSync(file, header, 0, header.length, 0);
  closeSync(file);
  return header.toString("latin1", 0, 15) === "SQLite format 3" && header.readUInt32BE(68) === applicationId;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function opened(path: string, mode: number): SearchIndex {
  const database = new Database(path, { timeout: 30_000 });
  try {
    if (sizeOf(path) === 0) {
      // Before there is a log, so that the file's header says from the first on whose it is.
      database.pragma(`application_id = ${applicationId}`);
      chmodSync(path, mode);
    }
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = NORMAL");
    database.pragma("cache_size = -65536");
    database.transaction(() => makeTables(database)).immediate();
  } catch (error) {
    database.close();
    throw error;
  }
  const transaction = database.transaction((work: () => unknown) => work());
  return {
    path,
    prepare: <Row>(sql: string) => database.prepare(sql) as Database.Statement<unknown[], Row>,
    write: <T>(work: () => T) => explaining(path, () => transaction.immediate(work) as T),
    close: () => database.close(),
  };
}

/** Two processes may be at it at once. */
function makeTables(database: Database.Database): void {
  const known = database.pragma("user_version", { simple: true });
  if (known === version) return;
  if (known !== 0) {
    throw new Database.SqliteError("an index of another version", "SQLITE_CORRUPT");
  }
  database.exec(schema);
}

/**
 * Indexes the next `most` candidates of a stage, and the inputs of those, in one transaction. An index that was made of
 * other rows is emptied first.
 *
 * @returns how many candidates of the stage are indexed, and whether that are all there are now
 */
export function indexNext(
  index: SearchIndex,
  store: Store,
  stages: SearchedStages,
  most: number,
): { readonly rows: number; readonly isWhole: boolean } {
  return index.write(() => {
    if (isStale(index, store, stages)) dropAll(index);
    const from = indexedRows(index, "outputs", stages.stage);
    const candidates = store.read(() =>
      store
        .prepare<Candidate>(
          "SELECT id, example_id AS exampleId, output FROM candidates WHERE id >= ? AND id < ? ORDER BY id",
        )
        .all(rowId(stages.stage, from), rowId(stages.stage, from + most)),
    );
    const output = index.prepare("INSERT INTO outputs (rowid, text) VALUES (?, ?)");
    const unanswered = index.prepare("INSERT INTO unanswered (id) VALUES (?)");
    for (const { id, output: text } of candidates) {
      if (text === null) unanswered.run(id);
      else output.run(id, searchable(text));
    }
    const lastInput = candidates.reduce((last, { exampleId }) => Math.max(last, positionOf(exampleId)), -1);
    indexInputs(index, store, stages, lastInput + 1);
    const rows = from + candidates.length;
    note(index, "outputs", stages.stage, stages.fingerprint, rows);
    return { rows, isWhole: candidates.length < most };
  });
}

interface Candidate {
  readonly id: number;
  readonly exampleId: number;
  readonly output: string | null;
}

/** Indexes inputs up to position `to`. */
function indexInputs(index: SearchIndex, store: Store, stages: SearchedStages, to: number): void {
  const { examples, examplesFingerprint } = stages;
  const from = indexedRows(index, "inputs", examples);
  if (from >= to) return;
  const inputs = store.read(() =>
    store
      .prepare<{ id: number; input: string; format: "text" | "chat" }>(
        "SELECT id, input, format FROM examples WHERE id >= ? AND id < ? ORDER BY id",
      )
      .all(rowId(examples, from), rowId(examples, to)),
  );
  const insert = index.prepare("INSERT INTO inputs (rowid, text) VALUES (?, ?)");
  for (const { id, input, format } of inputs) {
    insert.run(id, searchable(format === "text" ? input : saidIn(input)));
  }
  note(index, "inputs", examples, examplesFingerprint, to);
}

/** Of a chat what was said. */
function saidIn(chat: string): string {
  const messages = JSON.parse(chat) as readonly { readonly content: string }[];
  return messages.map(({ content }) => content).join("\n");
}

/** Indexes candidates of a stage that were without an output and have one now. */
export function indexAnswered(index: SearchIndex, store: Store, stage: number): void {
  index.write(() => {
    const waiting = index
      .prepare<number>("SELECT id FROM unanswered WHERE id >= ? AND id < ?")
      .pluck()
      .all(rowId(stage, 0), endOf(stage));
    const insert = index.prepare("INSERT INTO outputs (rowid, text) VALUES (?, ?)");
    const forget = index.prepare("DELETE FROM unanswered WHERE id = ?");
    for (const id of waiting) {
      const row = store.read(() =>
        store.prepare<{ output: string | null }>("SELECT output FROM candidates WHERE id = ?").get(id),
      );
      if (row === undefined || row.output === null) continue;
      insert.run(id, searchable(row.output));
      forget.run(id);
    }
  });
}

type Texts = "inputs" | "outputs";

const indexedRows = (index: SearchIndex, of: Texts, stage: number): number =>
  index.prepare<number>("SELECT rows FROM indexed WHERE of = ? AND stage_id = ?").pluck().get(of, stage) ?? 0;

function note(index: SearchIndex, of: Texts, stage: number, fingerprint: string, rows: number): void {
  index
    .prepare(
      `INSERT INTO indexed (of, stage_id, fingerprint, rows) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET rows = excluded.rows`,
    )
    .run(of, stage, fingerprint, rows);
}

/** Whether what is indexed of these stages are rows of others, or rows that there are no more. */
function isStale(index: SearchIndex, store: Store, stages: SearchedStages): boolean {
  const { stage, fingerprint, examples, examplesFingerprint } = stages;
  const known = index.prepare<{ fingerprint: string }>(
    "SELECT fingerprint FROM indexed WHERE of = ? AND stage_id = ?",
  );
  const isOther = (of: Texts, id: number, own: string): boolean => {
    const row = known.get(of, id);
    return row !== undefined && row.fingerprint !== own;
  };
  return (
    isOther("outputs", stage, fingerprint) ||
    isOther("inputs", examples, examplesFingerprint) ||
    indexedRows(index, "outputs", stage) > countCandidates(store, stage)
  );
}

/** Without their texts rows can't be taken out one by one. */
function dropAll(index: SearchIndex): void {
  for (const sql of [
    "INSERT INTO inputs (inputs) VALUES ('delete-all')",
    "INSERT INTO outputs (outputs) VALUES ('delete-all')",
    "DELETE FROM indexed",
    "DELETE FROM unanswered",
  ]) {
    index.prepare(sql).run();
  }
}
