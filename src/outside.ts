import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PstarError } from "./errors.ts";

/** A file that options name. */
export interface OutsideFile {
  readonly path: string;
  readonly content: Buffer;
  /** SHA-256 of the content, hexadecimal. */
  readonly hash: string;
}

/**
 * @param file relative to `folder`
 * @throws PstarError (exit code 2) where it cannot be read
 */
export function readOutside(file: string, folder = process.cwd()): OutsideFile {
  const path = resolve(folder, file);
  try {
    const content = readFileSync(path);
    return { path, content, hash: createHash("sha256").update(content).digest("hex") };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const message =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "is a folder" : `cannot be read (${code})`;
    const remedy = "relative paths start at the folder of the file that names them";
    throw new PstarError(message, { exitCode: 2, where: path, cause, ...(code === "ENOENT" && { remedy }) });
  }
}
