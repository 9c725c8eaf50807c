import { isCuration, isTuning } from "../config/index.ts";

/** What a file given to a command is. */
export type FileKind = "pipeline" | "curation" | "tuning" | "database" | "data";

/** @throws PstarError where a YAML file cannot be read */
export function kindOfFile(file: string): FileKind {
  if (/\.ya?ml$/i.test(file)) return isTuning(file) ? "tuning" : isCuration(file) ? "curation" : "pipeline";
  return /\.(db|sqlite3?)$/i.test(file) ? "database" : "data";
}
