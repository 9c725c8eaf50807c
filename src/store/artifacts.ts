import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { PstarError } from "../errors.ts";
import { explaining } from "./failures.ts";
import { publicId } from "./ids.ts";
import { writeOpen } from "./rows.ts";
import type { Store } from "./store.ts";

/** A file a stage made: a model's weights, a checkpoint, a data set, an export. */
export interface Artifact {
  readonly id: number;
  readonly stageId: number;
  readonly kind: string;
  /** Where it is now. */
  readonly path: string;
  /** SHA-256 of its content, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
}

/** The folder a stage's files go to; made if it is not there. @param stageKey letters, digits, `-` and `_` */
export function artifactFolder(store: Store, stageKey: string): string {
  if (!/^[\w-]+$/.test(stageKey)) throw new Error(`"${stageKey}" is no folder name`);
  const folder = join(store.artifacts, stageKey);
  explaining(folder, () => mkdirSync(folder, { recursive: true }));
  return folder;
}

/** SHA-256 of a file of any size, hexadecimal. */
export function hashFile(path: string): string {
  return explaining(path, () => {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(1 << 20);
    const file = openSync(path, "r");
    try {
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
        hash.update(buffer.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
    return hash.digest("hex");
  });
}

/**
 * Enters a finished file of the artifacts folder in the books, by its content's hash. A file entered again at the same
 * path takes the former entry's place while the stage is running.
 */
export function recordArtifact(store: Store, stageId: number, kind: string, path: string): Artifact {
  const local = relative(store.artifacts, path).split(sep).join("/");
  if (local.startsWith("..")) throw new Error(`${path} is outside ${store.artifacts}`);
  const hash = hashFile(path);
  const { size } = explaining(path, () => statSync(path));
  writeOpen(store, stageId, () => {
    store
      .prepare(
        `INSERT INTO artifacts (stage_id, kind, path, hash, bytes) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (stage_id, path) DO UPDATE SET kind = excluded.kind, hash = excluded.hash, bytes = excluded.bytes`,
      )
      .run(stageId, kind, local, hash, size);
  });
  return readArtifact(store, stageId, kind);
}

/**
 * The latest artifact of its kind that a stage made.
 *
 * @throws PstarError when there is none, or its file is gone or of another size than the one entered
 */
export function readArtifact(store: Store, stageId: number, kind: string): Artifact {
  const entry = store.read(() =>
    store
      .prepare<Artifact>(
        `SELECT id, stage_id AS stageId, kind, path, hash, bytes FROM artifacts
         WHERE stage_id = ? AND kind = ? ORDER BY id DESC LIMIT 1`,
      )
      .get(stageId, kind),
  );
  if (entry === undefined) {
    throw new PstarError(`stage ${publicId("stage", stageId)} has no ${kind}`, { where: store.path });
  }
  const path = join(store.artifacts, entry.path);
  if (explaining(path, () => statSync(path, { throwIfNoEntry: false }))?.size !== entry.bytes) {
    throw new PstarError(`the ${kind} of stage ${publicId("stage", stageId)} is gone or was changed`, {
      where: path,
      remedy: "put the artifacts folder back beside its database, or run into a new one with --db",
    });
  }
  return { ...entry, path };
}
