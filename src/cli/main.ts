import "../no-telemetry.ts";
import { inspect } from "node:util";
import { CommanderError } from "commander";
import { PstarError } from "../errors.ts";
import { visible } from "../visible.ts";
import { program } from "./program.ts";

const debug = process.argv.includes("--debug");

// `pstar … | head` closes the pipe early: nobody reads on, but the work is wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// What fails outside the command's own promise, in a stream or a worker, is told the same way.
process.on("uncaughtException", (error) => process.exit(fail(error)));

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}

/** Tells of the failure on standard error, one line for each thing wrong; returns the exit code. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said it
  if (debug) tell(inspect(error));
  if (error instanceof PstarError) {
    const others = "others" in error && Array.isArray(error.others) ? (error.others as PstarError[]) : [];
    for (const { line } of [error, ...others]) tell(`pstar: ${line}`);
    return error.exitCode;
  }
  if (!debug) {
    const [line] = String(error instanceof Error ? error.message : error).split("\n");
    tell(`pstar: internal error: ${line} — run again with --debug for the stack, and report it`);
  }
  return 1;
}

/** Messages may hold texts from files and servers. */
function tell(text: string): void {
  console.error(visible(text));
}
