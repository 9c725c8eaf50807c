import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { PstarError } from "../errors.ts";
import type { BadRow } from "./record.ts";

/** Keeps the count of the rows that could not be taken, and the rows themselves in a file of rejects. */
export interface BadRows {
  readonly count: number;
  /** @throws PstarError (exit code 1) when there are more than are allowed: the first of them, and how to go on */
  add(row: BadRow): void;
  /** Ends the rejects file; without a bad row there is none, nor one of an earlier time. */
  close(): void;
}

/**
 * @param path the file the rows come from
 * @param maxBadRows how many are allowed, Infinity for any number
 * @param rejects the file they go to as JSONL, `{ line, reason, text }`: each is in it as soon as it is found
 */
export function createBadRows(path: string, maxBadRows: number, rejects?: string): BadRows {
  if (rejects !== undefined && resolve(rejects) === resolve(path)) {
    throw new PstarError("would be overwritten by its own rejects", {
      exitCode: 2,
      where: path,
      remedy: "name another file for the rejects",
    });
  }
  let count = 0;
  let first: BadRow | undefined;
  let file: number | undefined;

  const close = (): void => {
    if (rejects === undefined) return;
    try {
      if (count === 0) rmSync(rejects, { force: true });
      if (file === undefined) return;
      fsyncSync(file);
      closeSync(file);
      file = undefined;
    } catch (error) {
      throw unwritable(rejects, error);
    }
  };

  const add = (row: BadRow): void => {
    count++;
    first ??= row;
    if (rejects !== undefined) {
      try {
        file ??= openSync(rejects, "w");
        writeSync(file, `${JSON.stringify({ line: row.line, reason: row.reason, text: row.text })}\n`);
      } catch (error) {
        throw unwritable(rejects, error);
      }
    }
    if (count > maxBadRows) {
      close();
      throw tooMany(path, first, count, rejects);
    }
  };

  return {
    get count() {
      return count;
    },
    add,
    close,
  };
}

function tooMany(path: string, first: BadRow, count: number, rejects: string | undefined): PstarError {
  const rest = count === 1 ? "" : `, and ${count - 1} more bad ${count === 2 ? "row" : "rows"} up to here`;
  const place = rejects === undefined ? "" : `; rejects are in ${rejects}`;
  return new PstarError(`${first.reason}${rest}`, {
    where: `${path}:${first.line}`,
    remedy: `mend it, or go on without such rows by --max-bad-rows ${nextLimit(count)}${place}`,
  });
}

/** A round number well above what was seen so far. */
const nextLimit = (count: number): number => 10 ** Math.ceil(Math.log10(count * 5));

function unwritable(rejects: string, error: unknown): PstarError {
  return new PstarError(`rejects can't be written: ${(error as Error).message}`, {
    where: rejects,
    remedy: "name a file you may write",
    cause: error,
  });
}
