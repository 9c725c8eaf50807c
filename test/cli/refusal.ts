import { type Command, CommanderError } from "commander";
import { program } from "../../src/cli/program.ts";
import { PstarError } from "../../src/errors.ts";

/**
 * What a command that is refused says, without starting a process; that a process says such a thing in one line on standard
 * error and ends with the code is tested of some.
 */
export async function refusal(...args: string[]): Promise<{ readonly code: number; readonly line: string }> {
  const root = program();
  silence(root);
  const error: unknown = await root.parseAsync(args, { from: "user" }).catch((thrown) => thrown);
  if (error instanceof CommanderError)
    return { code: 2, line: error.message.replace("error: ", "").replaceAll(/\s*\n\s*/g, " ") };
  if (error instanceof PstarError) return { code: error.exitCode, line: error.line };
  throw error instanceof Error ? error : new Error(`${args.join(" ")} was not refused`);
}

function silence(command: Command): void {
  command.configureOutput({ outputError: () => {} });
  for (const one of command.commands) silence(one);
}
