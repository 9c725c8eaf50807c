import { PstarError } from "../errors.ts";
import { listRuns, readRun, type Store } from "../store/index.ts";
import { existingDatabase } from "./database.ts";
import { kindOfFile } from "./file-kind.ts";

/** A run as people name it: where its database is, and its number; undefined for the last one. */
export interface RunPlace {
  readonly db: string;
  readonly run: number | undefined;
}

/**
 * Reads `r3`, `runs/newswire.db` or `runs/newswire.db:r3`; nothing is the last run.
 *
 * @param db the database of a run that names none; the only one there is where it is undefined
 * @throws PstarError (exit code 2) where the text is none of these or two databases are named
 */
export function runPlace(text: string | undefined, db: string | undefined): RunPlace {
  const [, path, id] = /^(?:(.+?):)?(?:r([1-9]\d{0,6}))?$/.exec(text ?? "") ?? [];
  const run = id === undefined ? undefined : Number(id);
  const named = path ?? (run === undefined ? text : undefined);
  if (named === undefined) return { db: existingDatabase(db), run };
  if (path === undefined && kindOfFile(named) !== "database") {
    throw new PstarError(`"${named}" is no run`, {
      exitCode: 2,
      remedy: "give its id, such as r1, a database, or both, such as runs/newswire.db:r1",
    });
  }
  if (db === undefined) return { db: named, run };
  throw new PstarError(`${named} and --db both name a database`, { exitCode: 2, remedy: "leave one out" });
}

/** The number of a run that is there: the one named, else the last. @throws PstarError (exit code 2) */
export function runIn(store: Store, run: number | undefined): number {
  if (run !== undefined) return readRun(store, run).id;
  const last = listRuns(store).at(-1);
  if (last !== undefined) return last.id;
  throw new PstarError("holds no run", { exitCode: 2, where: store.path });
}
