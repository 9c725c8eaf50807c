import type { Command } from "commander";

export interface BatchFlags {
  readonly db?: string;
  readonly json?: true;
}

export interface BatchWriteFlags extends BatchFlags {
  readonly out: string;
  readonly retryErrors?: true;
}

/** Adds `pstar batch write` and `pstar batch read`. */
export function batchCommand(root: Command): void {
  const batch = root
    .command("batch")
    .usage("<write|read> [flags]")
    .description("ask endpoints by batch files, at half the price, instead of one by one")
    .addHelpText("after", examples);

  const command = (usage: string, description: string): Command =>
    batch
      .command(usage)
      .description(description)
      .option("--json", "print one JSON object on standard output and no progress")
      .option("--db <file>", "the database (default: runs/NAME.db, in PSTAR_HOME if set)")
      .option("--debug", "show the stack of an error");

  command("write <file>", "write what a pipeline file's generator and judges ask, as far as it is known")
    .requiredOption("-o, --out <file>", "where to, such as requests.jsonl")
    .option("--retry-errors", "also what failed before")
    .action(async (file: string, flags: BatchWriteFlags) =>
      (await import("./batch.ts")).batchWrite(file, flags),
    );
  command("read <file> <results...>", "read the batch's output and error files").action(
    async (file: string, results: string[], flags: BatchFlags) =>
      (await import("./batch.ts")).batchRead(file, results, flags),
  );
}

const examples = `
The format is OpenAI's, which other servers read too:
  pstar batch write pipeline.yaml -o requests.jsonl
  pstar batch read pipeline.yaml results.jsonl errors.jsonl
  pstar run pipeline.yaml`;
