import { findStage, openIfMade, readStage, type Store } from "../store/index.ts";

/**
 * Which attempt at a stage is the one to go by, given the key of each: 0 is the first. A stage whose rows may fail for
 * reasons that pass is tried again as a stage of its own, so that what was made of the earlier attempt stays what it was.
 */
export type AttemptOf = (keyOf: (attempt: number) => string) => number;

export const firstAttempt: AttemptOf = () => 0;

/** Works with what a database, where there is one, knows of earlier attempts; writes nothing. */
export function withAttempts<Result>(
  db: string,
  retry: boolean,
  work: (attemptOf: AttemptOf, store: Store | undefined) => Result,
): Result {
  const store = openIfMade(db);
  try {
    return work(attemptsIn(store, retry), store);
  } finally {
    store?.close();
  }
}

/** The latest attempt that a database knows; with `retry` the one after it where it is done and rows of it failed. */
function attemptsIn(store: Store | undefined, retry: boolean): AttemptOf {
  if (store === undefined) return firstAttempt;
  return (keyOf) => {
    let attempt = 0;
    while (findStage(store, keyOf(attempt + 1)) !== undefined) attempt++;
    const latest = findStage(store, keyOf(attempt));
    const failed = latest?.status === "done" ? (readStage(store, latest.id).books?.failed ?? 0) : 0;
    return retry && failed > 0 ? attempt + 1 : attempt;
  };
}
