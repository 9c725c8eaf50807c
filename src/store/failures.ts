import Database from "better-sqlite3";
import { PstarError } from "../errors.ts";

interface Mended {
  readonly message: string;
  readonly remedy: string;
}

const full: Mended = {
  message: "the disk is full",
  remedy: "free some space and run again: everything committed so far is kept",
};
const unwritable: Mended = {
  message: "cannot be written",
  remedy: "give write permission on the file and its folder, or choose another place with --db",
};
const halfMade: Mended = {
  message: "was being made by a process that was killed",
  remedy: "run again what was to make it",
};
const unopenable: Mended = {
  message: "cannot be opened",
  remedy: "check that the path is right and that its folder is there and can be read and written",
};
const locked: Mended = {
  message: "is locked by another process",
  remedy: "wait for it to finish, or stop it, and run again",
};
const foreign: Mended = {
  message: "is not a pstar database",
  remedy: "choose another file with --db",
};
const damaged: Mended = {
  message: "is damaged",
  remedy: "restore a copy, or save what can be read with: sqlite3 FILE .recover",
};
const broken: Mended = {
  message: "the disk failed while reading or writing",
  remedy: "check the disk and run again: everything committed so far is kept",
};

/** By SQLite result code, the longer prefix first; then by the system's. */
const byCode: readonly (readonly [string, Mended])[] = [
  ["SQLITE_FULL", full],
  ["SQLITE_READONLY_ROLLBACK", halfMade],
  ["SQLITE_READONLY", unwritable],
  ["SQLITE_PERM", unwritable],
  ["SQLITE_CANTOPEN", unopenable],
  ["SQLITE_BUSY", locked],
  ["SQLITE_LOCKED", locked],
  ["SQLITE_NOTADB", foreign],
  ["SQLITE_CORRUPT", damaged],
  ["SQLITE_IOERR", broken],
  ["ENOSPC", full],
  ["EDQUOT", full],
  ["EFBIG", full],
  ["EROFS", unwritable],
  ["EACCES", unwritable],
  ["EPERM", unwritable],
  ["ENOENT", unopenable],
  ["ENOTDIR", unopenable],
  ["EISDIR", unopenable],
  ["EIO", broken],
];

/** Whether an error, raw or explained, says that another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  if (error instanceof PstarError) return isBusy(error.cause);
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/**
 * Whether an error says that a killed process left a transaction to be rolled back, which one that only reads cannot do. Once a
 * database is made it has a log in place of such a journal: then it was being made.
 */
export function isHalfWritten(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === "SQLITE_READONLY_ROLLBACK";
}

/** A failure of SQLite or the file system as the one line a user can act on; any other error as it came. */
export function explained(error: unknown, where: string): unknown {
  if (error instanceof PstarError || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  const known = byCode.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (known === undefined) return error;
  return new PstarError(known.message, { where, remedy: known.remedy, cause: error });
}

/** Runs `work`; what fails in it is thrown as `explained`. */
export function explaining<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(error, where);
  }
}
