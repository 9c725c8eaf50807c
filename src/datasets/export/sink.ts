import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { PstarError } from "../../errors.ts";

/** A file being written, front to back. */
export interface Sink {
  write(chunk: string | Uint8Array): void;
  /** Puts all of it on the disk. */
  close(): Written;
  /** Lets go of the file as it is, closed before or not. */
  abandon(): void;
}

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

const BUFFER = 1 << 20;

/** @throws PstarError, from each call, where the file can't be written */
export function openSink(path: string): Sink {
  const file = onDisk(path, () => openSync(path, "wx"));
  const hash = createHash("sha256");
  let waiting = "";
  let bytes = 0;
  let isOpen = true;

  const release = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  const put = (chunk: Uint8Array): void => {
    hash.update(chunk);
    bytes += chunk.length;
    for (let done = 0; done < chunk.length; ) done += onDisk(path, () => writeSync(file, chunk, done));
  };
  const flush = (): void => {
    put(Buffer.from(waiting));
    waiting = "";
  };
  return {
    write(chunk) {
      if (typeof chunk === "string") {
        waiting += chunk;
        if (waiting.length > BUFFER) flush();
      } else {
        flush();
        put(chunk);
      }
    },
    close() {
      try {
        flush();
        onDisk(path, () => fsyncSync(file));
      } finally {
        release();
      }
      return { bytes, sha256: hash.digest("hex") };
    },
    abandon: release,
  };
}

/** Runs an action on the file system; its failure is one a user can mend. */
export function onDisk<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new PstarError(`cannot be written: ${(error as Error).message}`, {
      where: path,
      remedy: "free some space or choose a folder you may write in, then run again",
      cause: error,
    });
  }
}
