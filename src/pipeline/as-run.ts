import { PstarError } from "../errors.ts";
import { createRun, finishRun, openStore, type Store } from "../store/index.ts";
import { version } from "../version.ts";

/** What a run is entered as. */
export interface RunIdentity {
  readonly name: string;
  readonly seed: number;
  /** The file that says what to do, as written. */
  readonly configText: string;
}

/**
 * Does work as a run of the database at `db`, which is made if it is not there; how the run ends is noted, with its result
 * where it ends well.
 *
 * @throws what `work` throws
 */
export async function asRun<Result>(
  db: string,
  { name, seed, configText }: RunIdentity,
  work: (store: Store, run: number) => Promise<Result>,
): Promise<Result> {
  const store = openStore(db);
  try {
    const run = createRun(store, { name, version, seed, config: configText });
    try {
      const result = await work(store, run);
      finishRun(store, run, "done", result);
      return result;
    } catch (error) {
      finishAfter(store, run, error);
      throw error;
    }
  } finally {
    store.close();
  }
}

/** A store that can't take even how a run ended must not hide the reason. */
function finishAfter(store: Store, run: number, error: unknown): void {
  const aborted = error instanceof Error && error.name === "AbortError";
  try {
    finishRun(store, run, aborted ? "interrupted" : "failed");
  } catch (second) {
    if (!(second instanceof PstarError)) throw second;
  }
}
