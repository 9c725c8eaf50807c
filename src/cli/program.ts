import { Command } from "commander";
import type { Verb } from "../pipeline/index.ts";
import { version } from "../version.ts";

/** What each verb does up to, in the order of the pipeline; `run` and `evaluate` do all of it. */
const verbs: readonly (readonly [string, Verb, string])[] = [
  ["run", "evaluate", "do everything a pipeline file says; run it again to go on after an interruption"],
  ["generate", "generate", "only train the generator and let it answer"],
  ["verify", "verify", "… and let the verifiers score the answers"],
  ["select", "select", "… and select by the scores"],
  ["estimate", "estimate", "… and estimate φ, ψ and p⋆: will training on the selection help?"],
  ["train", "train", "… and train the students"],
  ["evaluate", "evaluate", "… and compare them with the generator"],
];

/** The command line. Commands load what they need when they run, so that `--help` and `doctor` need little. */
export function program(): Command {
  const root = new Command("pstar")
    .description("Turn what a model generated into training data you can trust.")
    .version(version, "-V, --version")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .showSuggestionAfterError()
    .addHelpText("after", "\nStart with:  pstar init pipeline.yaml  &&  pstar run pipeline.yaml");

  const command = (usage: string, description: string): Command =>
    root.command(usage).description(description).option("--debug", "show the stack of an error");

  command("init [file]", "write a commented pipeline file to start from (pipeline.yaml)")
    .option("--force", "replace the file if it is there")
    .action(async (file: string | undefined, options: { force?: true }) =>
      (await import("./init.ts")).init(file ?? "pipeline.yaml", options),
    );

  for (const [name, through, description] of verbs) {
    command(`${name} <file>`, description)
      .option("--dry-run", "show what would be done, and what is done already")
      .option("--json", "print one JSON object on standard output and no progress")
      .option("--db <file>", "the database (default: runs/NAME.db, in PSTAR_HOME if set)")
      .action(async (file: string, options: { dryRun?: true; json?: true; db?: string }) =>
        (await import("./run.ts")).run(file, through, options),
      );
  }

  command("trace <id>", "show where a row came from and what became of it")
    .option("--json", "print one JSON object on standard output")
    .option("--db <file>", "the database (default: the only one in runs/)")
    .action(async (id: string, options: { json?: true; db?: string }) =>
      (await import("./trace.ts")).traceRow(id, options),
    );

  command("doctor", "say what this machine has and what is missing")
    .option("--json", "print one JSON object on standard output")
    .action(async (options: { json?: true }) => (await import("./doctor.ts")).doctor(options));

  return root;
}

/** Commander's own complaints in the form of all others. */
function oneLine(text: string): string {
  return `${text
    .trim()
    .replace(/^error: /, "pstar: ")
    .replaceAll(/\s*\n\s*/g, " ")}\n`;
}
