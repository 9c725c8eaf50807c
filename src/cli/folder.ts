import { mkdirSync } from "node:fs";
import { PstarError } from "../errors.ts";

/** Makes a folder, and those it is in. @param flag that says where else it may be */
export function makeFolder(folder: string, flag: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new PstarError(`the folder cannot be made${code}`, {
      where: folder,
      remedy: `choose another place with ${flag}`,
      cause,
    });
  }
}
