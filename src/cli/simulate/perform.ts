import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { PstarError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import { interruption, wasAborted } from "../interruption.ts";
import { terminalWidth } from "../table.ts";
import { drawable } from "./drawable.ts";
import { type Flags, flagName, type ValuesOf } from "./flags.ts";
import { runProgress } from "./progress.ts";
import type { Outcome, Simulation } from "./simulation.ts";

export interface SharedFlags {
  readonly runs?: number;
  readonly seed?: number;
  readonly json?: true;
  readonly csv?: string;
  readonly svg?: string;
}

/** Runs a simulation, prints what it came to and writes its figure; after Ctrl-C neither. */
export async function perform(
  simulation: Simulation<Flags>,
  given: SharedFlags & Partial<ValuesOf<Flags>>,
): Promise<void> {
  const { json, csv, svg } = given;
  checkPlaces({ csv, svg });
  const outcome = await outcomeOf(simulation, given);
  if (outcome === undefined) return;
  const text = json ? JSON.stringify(outcome.json) : outcome.report(terminalWidth(process.stdout, 80));
  process.stdout.write(`${text}\n`);
  if (csv === undefined && svg === undefined) return;
  const { figureCsv, figureSvg } = await import("../../report/figure.ts");
  if (csv !== undefined) writeWhole(csv, figureCsv(outcome.figure));
  if (svg !== undefined) writeWhole(svg, figureSvg(drawable(outcome.figure)));
}

async function outcomeOf(
  { flags, runs, ...simulation }: Simulation<Flags>,
  given: SharedFlags & Partial<ValuesOf<Flags>>,
): Promise<Outcome | undefined> {
  const values = Object.fromEntries(
    Object.entries(flags).map(([key, { value }]) => [key, given[key] ?? value]),
  );
  const progress = runProgress(process.stderr);
  const interrupted = interruption(() => process.stderr.write("\nStopping. Ctrl-C again quits at once.\n"));
  try {
    return await simulation.run(values, {
      runs: given.runs ?? runs,
      seed: given.seed ?? 1,
      signal: interrupted.signal,
      onRun: progress.onRun,
    });
  } catch (error) {
    const exitCode = interrupted.exitCode();
    if (exitCode === undefined || !wasAborted(error)) throw byFlag(error, flags);
    process.exitCode = exitCode;
    return undefined;
  } finally {
    progress.close();
    interrupted.release();
  }
}

/** An error of the library that names an option, naming the flag that set it. */
function byFlag(error: unknown, flags: Flags): unknown {
  if (!(error instanceof PstarError) || error.where === undefined) return error;
  const [, key = "", rest = ""] = /^(\w+)(.*)$/s.exec(error.where) ?? [];
  const flag = [key, `${key}s`].find((name) => name === "runs" || Object.hasOwn(flags, name));
  if (flag === undefined) return error;
  const { message, remedy, exitCode, cause } = error;
  const where = flagName(flag) + (flag === key ? rest : "");
  return new PstarError(message, { where, exitCode, cause, ...(remedy !== undefined && { remedy }) });
}

/** Before hours of work: whether what it comes to can be written where it is wanted. */
function checkPlaces(places: Readonly<Record<string, string | undefined>>): void {
  const taken = new Set<string>();
  for (const [key, path] of Object.entries(places)) {
    if (path === undefined) continue;
    const problem = taken.has(resolve(path)) ? "is already the other file" : problemOf(path);
    taken.add(resolve(path));
    if (problem === undefined) continue;
    const remedy = "choose a file in a folder you may write in";
    throw new PstarError(`${path} ${problem}`, { where: flagName(key), remedy, exitCode: 2 });
  }
}

function problemOf(path: string): string | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return "is a folder";
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return "is in no folder there is";
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch {
    return "is in a folder you may not write in";
  }
}
