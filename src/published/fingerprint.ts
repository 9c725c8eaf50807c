import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { filesOf, type Job, presentFiles, readConfig } from "./files.ts";
import { locate, type Source } from "./source.ts";

/**
 * What a model is, as JSON: SHA-256 of each of a folder's files that the job reads. Of a model on the hub it is the name and the
 * revision alone, since a key must be the same before and after the download: name a commit to be sure of what is run.
 *
 * @param folder that a relative path starts at
 * @throws PstarError (exit code 2) where there is no such folder, or it misses a file
 */
export function fingerprintOf(source: Source, job: Job, folder: string): Readonly<Record<string, string>> {
  const { path, hub } = locate(source, folder);
  if (hub !== undefined) return { hub: hub.name, revision: hub.revision };
  const files = presentFiles(path, filesOf(readConfig(path), job, source.dtype));
  return Object.fromEntries(files.toSorted().map((file) => [file, hashOf(join(path, file))]));
}

/** Hashes by path, size and time of change: weights may be large, and are asked for more than once. */
const known = new Map<string, string>();

function hashOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  const key = `${path}\n${size}\n${mtimeMs}`;
  const hash = known.get(key) ?? hashFile(path);
  known.set(key, hash);
  return hash;
}

function hashFile(path: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, "r");
  try {
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk))
      hash.update(chunk.subarray(0, size));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
