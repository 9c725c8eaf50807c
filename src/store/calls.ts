import type { Store } from "./store.ts";

/** A request to an endpoint and what came of it: an answer, or the error that ended its attempts. */
export interface CallRow {
  /** Hash of the request. */
  readonly key: string;
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  /** JSON. */
  readonly response: string | null;
  readonly error: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: number | null;
  readonly attempts: number;
  readonly latencySeconds: number;
}

/** The stored answer to a request, whichever stage asked it first; undefined where there is none. */
export function findAnswer(store: Store, key: string): string | undefined {
  return store.read(
    () =>
      store.prepare<{ response: string | null }>("SELECT response FROM calls WHERE key = ?").get(key)
        ?.response ?? undefined,
  );
}

/** What is known of a call besides what it answered. */
export type CallFacts = Omit<CallRow, "response">;

/** Undefined where there is none of that key. */
export function readCall(store: Store, key: string): CallFacts | undefined {
  return store.read(() =>
    store
      .prepare<CallFacts>(
        `SELECT key, status, error, input_tokens AS inputTokens, output_tokens AS outputTokens, cost, attempts,
           latency_seconds AS latencySeconds FROM calls WHERE key = ?`,
      )
      .get(key),
  );
}

/**
 * Keeps a call. An answer that is there stays as it is; a failure gives way to what comes after it, which is then booked with all that
 * the failure used and cost.
 */
export function recordCall(store: Store, stageId: number, call: CallRow): void {
  store.write(() => {
    store
      .prepare(
        `INSERT INTO calls (key, stage_id, status, response, error, input_tokens, output_tokens, cost, attempts,
           latency_seconds, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET stage_id = excluded.stage_id, status = excluded.status,
           response = excluded.response, error = excluded.error, ${added("input_tokens")}, ${added("output_tokens")},
           ${added("cost")}, attempts = attempts + excluded.attempts,
           latency_seconds = excluded.latency_seconds, created_at = excluded.created_at
         WHERE response IS NULL`,
      )
      .run(
        call.key,
        stageId,
        call.status,
        call.response,
        call.error,
        call.inputTokens,
        call.outputTokens,
        call.cost,
        call.attempts,
        call.latencySeconds,
        new Date().toISOString(),
      );
  });
}

/** Sums, where both are known, else the one that is. */
const added = (column: string): string =>
  `${column} = coalesce(${column} + excluded.${column}, excluded.${column}, ${column})`;

/** What requests have come to. */
export interface Spending {
  readonly answered: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  /** Answers of models without a price. */
  readonly unpriced: number;
}

/** Over all requests of a database, or those that one stage made. */
export function readSpending(store: Store, stageId?: number): Spending {
  const sums = `SELECT count(response) AS answered, count(error) AS failed,
    total(input_tokens) AS inputTokens, total(output_tokens) AS outputTokens, total(cost) AS cost,
    count(response) FILTER (WHERE cost IS NULL) AS unpriced FROM calls`;
  return store.read(() =>
    stageId === undefined
      ? store.prepare<Spending>(sums).get()!
      : store.prepare<Spending>(`${sums} WHERE stage_id = ?`).get(stageId)!,
  );
}
