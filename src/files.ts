import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { PstarError } from "./errors.ts";

const temporaryOf = (path: string): string => `${path}.${process.pid}.tmp`;

/** Whether a file is one that `writeWhole` of any process is writing, or left when it was killed. */
export const isTemporary = (path: string): boolean => /\.\d+\.tmp$/.test(path);

/**
 * Writes a file beside its place, then moves it there: it appears whole or not at all, even when the power fails.
 * @throws PstarError when it can't be written; what was there before stays
 */
export function writeWhole(path: string, ...chunks: readonly (Uint8Array | string)[]): void {
  const temporary = temporaryOf(path);
  try {
    const file = openSync(temporary, "w");
    try {
      for (const chunk of chunks) writeFileSync(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new PstarError(`cannot be written: ${(error as Error).message}`, {
      where: path,
      remedy: "free some space or choose a folder you may write in, then run again",
      cause: error,
    });
  }
}
