import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { PstarError } from "../errors.ts";
import { makeFolder } from "./folder.ts";

/** Where databases are when no --db says otherwise. */
export const runsFolder = (): string => join(process.env.PSTAR_HOME ?? "", "runs");

/** The database of the pipeline called `name`. */
export function databaseOf(name: string, given: string | undefined): string {
  return given ?? join(runsFolder(), `${name}.db`);
}

/** Makes the folder that will hold `db`. */
export const makeFolderOf = (db: string): void => makeFolder(dirname(db), "--db");

/** The database to read: the given one, or the only one there is. */
export function existingDatabase(given: string | undefined): string {
  if (given !== undefined) return given;
  const folder = runsFolder();
  const found = databasesIn(folder);
  const [only] = found;
  if (found.length === 1 && only !== undefined) return join(folder, only);
  throw new PstarError(found.length === 0 ? "no database here" : `${found.length} databases here`, {
    exitCode: 2,
    where: folder,
    remedy: found.length === 0 ? "say which with --db FILE" : `say which with --db: ${found.join(", ")}`,
  });
}

function databasesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".db"));
  } catch {
    return [];
  }
}
