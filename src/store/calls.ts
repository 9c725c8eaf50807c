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

const sums = `SELECT count(response) AS answered, count(error) AS failed,
  total(input_tokens) AS inputTokens, total(output_tokens) AS outputTokens, total(cost) AS cost,
  count(response) FILTER (WHERE cost IS NULL) AS unpriced FROM calls`;

/** Over all requests of a database, or those that one stage made. */
export function readSpending(store: Store, stageId?: number): Spending {
  return store.read(() =>
    stageId === undefined
      ? store.prepare<Spending>(sums).get()!
      : store.prepare<Spending>(`${sums} WHERE stage_id = ?`).get(stageId)!,
  );
}

/** What requests had come to by a moment. */
export interface SpendingMoment {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** In and out. */
  readonly tokens: number;
  readonly cost: number;
}

/**
 * What the requests of a run's stages have come to, whichever run sent them, and the sums at most `moments` times on the
 * way, ascending, the last of them at its end. A request counts at the time it was answered, or failed for good.
 */
export function readRunSpending(
  store: Store,
  runId: number,
  moments: number,
): Spending & { readonly overTime: readonly SpendingMoment[] } {
  const ofRun = "stage_id IN (SELECT stage_id FROM run_stages WHERE run_id = ?)";
  return store.read(() => ({
    ...store.prepare<Spending>(`${sums} WHERE ${ofRun}`).get(runId)!,
    overTime: store
      .prepare<SpendingMoment>(
        `SELECT at, max(tokens) AS tokens, max(cost) AS cost FROM (
           SELECT max(created_at) OVER part AS at, total(tokens) OVER so_far AS tokens, total(cost) OVER so_far AS cost
           FROM (SELECT created_at, coalesce(input_tokens, 0) + coalesce(output_tokens, 0) AS tokens, cost,
               ntile(?) OVER (ORDER BY created_at, id) AS part FROM calls WHERE ${ofRun})
           WINDOW part AS (PARTITION BY part), so_far AS (ORDER BY part))
         GROUP BY at ORDER BY at`,
      )
      .all(moments, runId),
  }));
}
