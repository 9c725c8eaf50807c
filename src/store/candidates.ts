import { PstarError } from "../errors.ts";
import { chunked } from "./chunks.ts";
import type { StoredExample } from "./examples.ts";
import { endOf, positionOf, publicId, rowId, stageOf } from "./ids.ts";
import { nextPosition, requireInput, writeRows } from "./rows.ts";
import type { Store } from "./store.ts";

/** What a generator made of one example, or why it made nothing. */
export interface CandidateRow {
  /** Row id of the example (ids.ts), which belongs to an input of the candidate's stage. */
  readonly exampleId: number;
  /** Which of the example's samples, from 0. */
  readonly sample: number;
  /** Null exactly where `error` is not. */
  readonly output: string | null;
  readonly error?: string | null;
  readonly tokens?: Int32Array | null;
  /** Natural log of P(output | input). */
  readonly logProbability?: number | null;
  readonly tokenLogProbabilities?: Float32Array | null;
  readonly finishReason?: string | null;
  /** Token counts as an endpoint gave them; anything JSON can hold. */
  readonly usage?: unknown;
  /** In the currency of the run's budget. */
  readonly cost?: number | null;
  /** The request that it answers, by its key; one that is in the store. */
  readonly call?: string | null;
  /** Its id, its line and its other fields in the file it came from. */
  readonly sourceId?: string | null;
  readonly sourceLine?: number | null;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export type StoredCandidate = Required<CandidateRow> & {
  readonly id: number;
  /** Place in its stage, from 0. */
  readonly position: number;
  readonly example: Pick<StoredExample, "input" | "reference" | "format" | "stratum">;
};

/**
 * Writes candidates `start`, `start + 1`, … of a stage in one transaction. Those already there stay as they are, save
 * failed ones, which a later attempt replaces.
 */
export function writeCandidates(
  store: Store,
  stageId: number,
  start: number,
  rows: readonly CandidateRow[],
): void {
  writeRows(store, "candidates", stageId, start, () => {
    for (const input of new Set(rows.map((row) => stageOf(row.exampleId)))) {
      requireInput(store, stageId, input);
    }
    const insert = store.prepare(
      `INSERT INTO candidates (id, example_id, sample, output, error, tokens, log_probability,
         token_log_probabilities, finish_reason, usage, cost, call_id, source_id, source_line, fields)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM calls WHERE key = ?), ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET output = excluded.output, error = excluded.error, tokens = excluded.tokens,
         log_probability = excluded.log_probability, token_log_probabilities = excluded.token_log_probabilities,
         finish_reason = excluded.finish_reason, usage = excluded.usage, cost = excluded.cost, call_id = excluded.call_id
       WHERE error IS NOT NULL`,
    );
    rows.forEach((row, i) => {
      insert.run(
        rowId(stageId, start + i),
        row.exampleId,
        row.sample,
        row.output,
        row.error ?? null,
        row.tokens ?? null,
        row.logProbability ?? null,
        row.tokenLogProbabilities ?? null,
        row.finishReason ?? null,
        row.usage == null ? null : JSON.stringify(row.usage),
        row.cost ?? null,
        row.call ?? null,
        row.sourceId ?? null,
        row.sourceLine ?? null,
        row.fields === undefined ? null : JSON.stringify(row.fields),
      );
    });
  });
}

export const countCandidates = (store: Store, stageId: number): number =>
  store.read(() => nextPosition(store, "candidates", stageId));

/** Positions of a stage's candidates that failed, which `writeCandidates` may write again until the stage is done. */
export function failedCandidates(store: Store, stageId: number): number[] {
  return store.read(() =>
    store
      .prepare<{ id: number }>(
        "SELECT id FROM candidates WHERE id >= ? AND id < ? AND error IS NOT NULL ORDER BY id",
      )
      .all(rowId(stageId, 0), endOf(stageId))
      .map(({ id }) => positionOf(id)),
  );
}

interface Stored {
  id: number;
  exampleId: number;
  sample: number;
  output: string | null;
  error: string | null;
  tokens: Buffer | null;
  logProbability: number | null;
  tokenLogProbabilities: Buffer | null;
  finishReason: string | null;
  usage: string | null;
  cost: number | null;
  call: string | null;
  sourceId: string | null;
  sourceLine: number | null;
  fields: string | null;
  input: string;
  reference: string;
  format: "text" | "chat";
  stratum: string | null;
}

const joined = `SELECT c.id, c.example_id AS exampleId, c.sample, c.output, c.error, c.tokens,
  c.log_probability AS logProbability, c.token_log_probabilities AS tokenLogProbabilities,
  c.finish_reason AS finishReason, c.usage, c.cost,
  (SELECT key FROM calls WHERE id = c.call_id) AS call, c.source_id AS sourceId, c.source_line AS sourceLine,
  c.fields, e.input, e.reference, e.format, e.stratum
  FROM candidates c JOIN examples e ON e.id = c.example_id`;

/** A copy, since a blob may start anywhere and a typed array may not. */
const aligned = (blob: Buffer): ArrayBuffer => new Uint8Array(blob).buffer;

function restored({ input, reference, format, stratum, ...row }: Stored): StoredCandidate {
  return {
    ...row,
    position: positionOf(row.id),
    example: { input, reference, format, stratum },
    tokens: row.tokens && new Int32Array(aligned(row.tokens)),
    tokenLogProbabilities: row.tokenLogProbabilities && new Float32Array(aligned(row.tokenLogProbabilities)),
    usage: row.usage === null ? null : JSON.parse(row.usage),
    fields: row.fields === null ? {} : JSON.parse(row.fields),
  };
}

/** The candidates of a stage at positions [from, to), in order, each with its example. */
export function readCandidates(
  store: Store,
  stageId: number,
  from = 0,
  to: number = countCandidates(store, stageId),
): Generator<StoredCandidate> {
  return chunked(from, to, (first, end) =>
    store.read(() =>
      store
        .prepare<Stored>(`${joined} WHERE c.id >= ? AND c.id < ? ORDER BY c.id`)
        .all(rowId(stageId, first), rowId(stageId, end))
        .map(restored),
    ),
  );
}

/** @throws PstarError (exit code 2) when there is no such candidate */
export function readCandidate(store: Store, id: number): StoredCandidate {
  const row = store.read(() => store.prepare<Stored>(`${joined} WHERE c.id = ?`).get(id));
  if (row !== undefined) return restored(row);
  throw new PstarError(`there is no candidate ${publicId("candidate", id)}`, {
    exitCode: 2,
    where: store.path,
  });
}

/** Candidates kept by a selection, in order, each with its example. */
export function* readKept(store: Store, selectionId: number): Generator<StoredCandidate> {
  const page = 4096;
  let after = -1;
  for (;;) {
    const rows = store.read(() =>
      store
        .prepare<Stored>(
          `${joined} JOIN selected s ON s.candidate_id = c.id
           WHERE s.selection_id = ? AND s.candidate_id > ? AND s.reason = 0 ORDER BY s.candidate_id LIMIT ${page}`,
        )
        .all(selectionId, after),
    );
    for (const row of rows) yield restored(row);
    if (rows.length < page) return;
    after = rows[rows.length - 1].id;
  }
}

/** For each candidate of a stage, by position: the position of its example in the examples' stage. */
export function readGroups(store: Store, stageId: number): Int32Array {
  return store.read(() => {
    const groups = new Int32Array(nextPosition(store, "candidates", stageId));
    const examples = store
      .prepare<[number]>("SELECT example_id FROM candidates WHERE id >= ? AND id < ? ORDER BY id")
      .raw()
      .iterate(rowId(stageId, 0), endOf(stageId));
    let position = 0;
    let stage = 0;
    for (const [example] of examples) {
      stage ||= stageOf(example);
      if (stageOf(example) !== stage)
        throw new Error("candidates of one stage are of several example stages");
      groups[position++] = positionOf(example);
    }
    return groups;
  });
}

/**
 * One of the fields that a stage's candidates came with from their file, by position; null where a row has none.
 *
 * @param name as it stands in the row's fields, dots and all
 */
export function readField(store: Store, stageId: number, name: string): (string | number | null)[] {
  return store.read(() =>
    store
      .prepare<[string | number | null]>(
        `SELECT (SELECT value FROM json_each(fields) WHERE key = ?) FROM candidates
         WHERE id >= ? AND id < ? ORDER BY id`,
      )
      .raw()
      .all(name, rowId(stageId, 0), endOf(stageId))
      .map(([value]) => value),
  );
}

/** Positions of a stage's candidates by the ids they had in their file. */
export function readSourceIds(store: Store, stageId: number): Map<string, number> {
  const positions = new Map<string, number>();
  store.read(() => {
    const rows = store
      .prepare<[number, string | null]>(
        "SELECT id, source_id FROM candidates WHERE id >= ? AND id < ? ORDER BY id",
      )
      .raw()
      .iterate(rowId(stageId, 0), endOf(stageId));
    for (const [id, sourceId] of rows) if (sourceId !== null) positions.set(sourceId, positionOf(id));
  });
  return positions;
}
