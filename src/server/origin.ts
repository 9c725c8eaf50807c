import { resolve } from "node:path";
import { PstarError } from "../errors.ts";
import type { TuningOrigin } from "../inspect/index.ts";
import { publicId, runsOfStage } from "../store/index.ts";
import type { RunPlace } from "./api.ts";
import type { Databases } from "./databases.ts";
import { stageNumber } from "./queries.ts";

/** The latest run with the selection that rows were exported from; null where its database is not being served. */
export function placeOfOrigin(databases: Databases, origin: TuningOrigin | null): RunPlace | null {
  if (origin === null || origin.database === null) return null;
  const database = databases.list().find(({ path }) => resolve(path) === origin.database);
  if (database === undefined) return null;
  try {
    const run = runsOfStage(database.store(), stageNumber(origin.selection)).at(-1);
    return run === undefined ? null : { db: database.db, run: publicId("run", run) };
  } catch (error) {
    if (error instanceof PstarError) return null;
    throw error;
  }
}
