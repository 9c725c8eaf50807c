import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { z } from "zod";
import { fillFolder } from "../datasets/export/folder.ts";
import { PstarError } from "../errors.ts";
import { isTemporary, writeWhole } from "../files.ts";

/** What stands in a tuned model's folder and says what made it and which files are of it. */
export const RECORD = "pstar.json";

const record = z.object({
  pstarModel: z.literal(1),
  /** Of the stage that made it. */
  key: z.string(),
  /** Bytes of each of the folder's other files. */
  files: z.record(z.string(), z.number()),
});

/**
 * Fills a model's folder whole or not at all. One that holds the very model already is left as it is.
 *
 * @param key of what makes it
 * @returns whether it was written
 * @throws PstarError where the folder holds anything but a former model of ours, or can't be written
 */
export async function fillModelFolder(
  folder: string,
  key: string,
  fill: (temporary: string) => void | Promise<void>,
): Promise<boolean> {
  const target = resolve(folder);
  const [fresh, former] = [`${target}.new`, `${target}.former`];
  // Killed between the two renames below.
  if (existsSync(former) && !existsSync(target)) renameSync(former, target);
  if (requireOwn(target)?.key === key) return false;
  rmSync(fresh, { recursive: true, force: true });
  await fillFolder(fresh, async (temporary) => {
    await fill(temporary);
    const files = Object.fromEntries(filesIn(temporary));
    writeWhole(join(temporary, RECORD), `${JSON.stringify({ pstarModel: 1, key, files }, null, 2)}\n`);
  });
  rmSync(former, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, former);
  renameSync(fresh, target);
  rmSync(former, { recursive: true, force: true });
  return true;
}

/**
 * Looks whether a model may be written into a folder.
 *
 * @returns what is told of a model that is there already, all its files as they were written
 * @throws PstarError (exit code 2) where it holds anything else
 */
export function requireOwn(folder: string): z.output<typeof record> | undefined {
  if (!existsSync(folder)) return undefined;
  const present = new Map(filesIn(folder));
  if (present.size === 0) return undefined;
  const own = readRecord(join(folder, RECORD));
  const foreign = [...present.keys()].find((name) => name !== RECORD && !(name in (own?.files ?? {})));
  if (own === undefined || foreign !== undefined)
    throw new PstarError(
      `holds \`${foreign ?? [...present.keys()][0]}\`, which is no part of a tuned model`,
      {
        exitCode: 2,
        where: folder,
        remedy: "name another folder under out, or empty this one",
      },
    );
  const isWhole = Object.entries(own.files).every(([name, bytes]) => present.get(name) === bytes);
  return isWhole ? own : { ...own, key: "" };
}

function readRecord(path: string): z.output<typeof record> | undefined {
  try {
    return record.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Files of a folder and all in it, with their sizes. */
const filesIn = (folder: string): [string, number][] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isTemporary(entry.name))
    .map(({ parentPath, name }): [string, number] => {
      const path = join(parentPath, name);
      return [relative(folder, path).replaceAll("\\", "/"), statSync(path).size];
    })
    .sort();
