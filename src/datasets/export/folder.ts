import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PstarError } from "../../errors.ts";
import { openSidecar, SIDECAR } from "./sidecar.ts";
import { onDisk } from "./sink.ts";

/**
 * Fills a folder whole or not at all: what `fill` writes goes into a folder beside it, which then takes its place. A
 * process that dies leaves the former export, or nothing, and the next one clears up after it.
 *
 * @throws PstarError when the folder holds anything but a former export, or can't be written
 */
export async function fillFolder<T>(folder: string, fill: (temporary: string) => Promise<T>): Promise<T> {
  const target = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  onDisk(folder, () => mkdirSync(dirname(target), { recursive: true }));
  clearAfterTheDead(target);
  await checkReplaceable(folder);
  const temporary = `${target}.${process.pid}.tmp`;
  const former = `${target}.${process.pid}.old`;
  onDisk(folder, () => mkdirSync(temporary));
  try {
    const result = await fill(temporary);
    onDisk(folder, () => {
      syncFolder(temporary);
      if (existsSync(target)) renameSync(target, former);
      renameSync(temporary, target);
      syncFolder(dirname(target));
      rmSync(former, { recursive: true, force: true });
    });
    return result;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    if (existsSync(former) && !existsSync(target)) renameSync(former, target);
  }
}

/** Puts back the former export of a process that died between its two renames, and drops what others had begun. */
function clearAfterTheDead(target: string): void {
  const parent = dirname(target);
  const prefix = `${basename(target)}.`;
  for (const name of readdirSync(parent)) {
    const [, pid, kind] =
      (name.startsWith(prefix) && /^(\d+)\.(tmp|old)$/.exec(name.slice(prefix.length))) || [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    onDisk(join(parent, name), () => {
      if (kind === "old" && !existsSync(target)) renameSync(join(parent, name), target);
      else rmSync(join(parent, name), { recursive: true });
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function checkReplaceable(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const present = onDisk(folder, () => readdirSync(folder));
  if (present.length === 0) return;
  const own = await ownFiles(folder);
  const foreign = present.find((name) => !own.has(name));
  if (foreign === undefined) return;
  throw new PstarError(`holds \`${foreign}\`, which is no part of an export`, {
    where: folder,
    remedy: "name another folder, or empty this one",
    exitCode: 2,
  });
}

async function ownFiles(folder: string): Promise<ReadonlySet<string>> {
  try {
    const sidecar = await openSidecar(folder);
    if (sidecar === null) return new Set();
    await sidecar.entries.return(undefined);
    const { data, others } = sidecar.header;
    return new Set([SIDECAR, ...data.map(({ path }) => path), ...others]);
  } catch {
    return new Set();
  }
}

/** Windows has no such thing as writing out a folder. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
