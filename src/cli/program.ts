import { Command, Option } from "commander";
import type { Verb } from "../pipeline/index.ts";
import { version } from "../version.ts";
import { visible } from "../visible.ts";
import { batchCommand } from "./batch-flags.ts";
import type { CurateFlags } from "./curate.ts";
import {
  numberIn,
  wholeNumber,
  withDataFlags,
  withEstimateFlags,
  withExportFlags,
  withPredictionFlags,
  withSelectionFlags,
} from "./data-flags.ts";
import type { DiffFlags } from "./diff.ts";
import type { EstimateFlags } from "./estimate.ts";
import type { PredictionFlags } from "./evaluate-predictions.ts";
import type { InitTask } from "./init.ts";
import type { JudgeCheckFlags } from "./judge-check.ts";
import type { LabelFlags } from "./label-command.ts";
import { planCommand } from "./plan-flags.ts";
import { type RecipeFlags, withRecipeFlags } from "./recipe-flags.ts";
import type { ReportFlags } from "./report.ts";
import { withRequestFlags } from "./request-flags.ts";
import { rougeCommand } from "./rouge-flags.ts";
import type { RunFlags } from "./run.ts";
import { simulateCommand } from "./simulate/command.ts";
import type { TokenizerFlags } from "./tokenizer.ts";
import type { ViewFlags } from "./view.ts";

/** The verbs of a pipeline file, in the order of its stages; each does those before it too. */
const pipelineVerbs: readonly (readonly [string, Verb, string])[] = [
  ["generate", "generate", "only train the generator and let it answer"],
  ["train", "train", "… and train the students; or tune a published model by a tuning file"],
];

/** The command line. Commands load what they need when they run, so that `--help` and `doctor` need little. */
export function program(): Command {
  const root = new Command("pstar")
    .description("Turn what a model generated into training data you can trust.")
    .version(version, "-V, --version")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(visible(oneLine(text))) })
    .showSuggestionAfterError()
    .addHelpText("after", "\nStart with:  pstar init pipeline.yaml  &&  pstar run pipeline.yaml");

  const command = (usage: string, description: string): Command =>
    root.command(usage).description(description).option("--debug", "show the stack of an error");

  command("init [file]", "write a commented pipeline file to start from (pipeline.yaml)")
    .option("--force", "replace the file if it is there")
    .addOption(
      new Option("--task <kind>", "of which task")
        .choices(["eigenvalues", "summarization"])
        .default("eigenvalues"),
    )
    .action(async (file: string | undefined, options: { force?: true; task: InitTask }) =>
      (await import("./init.ts")).init(file ?? "pipeline.yaml", options),
    );

  const work = (usage: string, description: string): Command =>
    withRequestFlags(command(usage, description))
      .option("--dry-run", "show what would be done, and what is done already")
      .option("--json", "print one JSON object on standard output and no progress")
      .option("--db <file>", "the database (default: runs/NAME.db, in PSTAR_HOME if set)");

  work("run <file>", "do everything a pipeline or curation file says; run it again to go on").action(
    async (file: string, flags: RunFlags) =>
      (await import("./verbs.ts")).verb(file, "evaluate", "export", flags),
  );
  for (const [name, through, description] of pipelineVerbs) {
    work(`${name} <file>`, description).action(async (file: string, flags: RunFlags) =>
      (await import("./verbs.ts")).pipelineVerb(file, through, flags),
    );
  }
  withPredictionFlags(
    work("evaluate <file>", "… and compare them, or a model trained elsewhere, with the generator"),
  ).action(async (file: string, flags: PredictionFlags) =>
    (await import("./evaluate-predictions.ts")).evaluate(file, flags),
  );
  withDataFlags(work("import <file>", "take a file of candidates into a database")).action(
    async (file: string, flags: CurateFlags) => (await import("./curate.ts")).curate(file, "import", flags),
  );
  withDataFlags(work("verify <file>", "let the verifiers of a pipeline or curation file score")).action(
    async (file: string, flags: CurateFlags) =>
      (await import("./verbs.ts")).verb(file, "verify", "verify", flags),
  );
  withDataFlags(
    withEstimateFlags(work("estimate <file>", "φ, ψ and p⋆ of every score: will training on it help?")),
  )
    .option("--suggest <n>", "say which rows to label next", wholeNumber)
    .option("--by <score>", "with --suggest: for this score")
    .option("--fraction <share>", "with --suggest: at this share", numberIn(0, 1))
    .option("--run <id>", "of a database: which run (default: the last)")
    .addHelpText("after", estimateExamples)
    .action(async (file: string, flags: EstimateFlags) =>
      (await import("./estimate.ts")).estimate(file, flags),
    );

  withDataFlags(command("label <file>", "label the rows that narrow p⋆ most, in the terminal"))
    .option("--suggest <n>", "rows to draw (default: 50)", wholeNumber)
    .option("--by <score>", "the score to settle (default: the best)")
    .option("--fraction <share>", "the share to settle (default: the recommended one)", numberIn(0, 1))
    .option("--show-scores", "show the verifiers' scores, which biases who labels")
    .option("--seed <n>", "everything random is derived from it (default: 1)", wholeNumber)
    .action(async (file: string, flags: LabelFlags) =>
      (await import("./label-command.ts")).label(file, flags),
    );

  withDataFlags(
    withEstimateFlags(
      withSelectionFlags(work("select <file>", "keep the best rows, and say what they promise")),
    ),
  ).action(async (file: string, flags: CurateFlags) =>
    (await import("./verbs.ts")).verb(file, "select", "select", flags, ["select"]),
  );

  command("diff <selection> <other>", "show which rows leave and which enter, and why")
    .option("--json", "print one JSON object on standard output")
    .option("--show <n>", "rows to show of each (default: 5)", wholeNumber)
    .option("--db <file>", "the database (default: the only one in runs/)")
    .action(async (first: string, second: string, flags: DiffFlags) =>
      (await import("./diff.ts")).diff(first, second, flags),
    );

  withDataFlags(
    withEstimateFlags(
      withSelectionFlags(
        withRecipeFlags(
          withExportFlags(
            work("export <what>", "write what was kept for a trainer: a selection's id, or a file"),
          ),
        ),
      ),
    ),
  ).action(async (what: string, flags: CurateFlags & RecipeFlags) =>
    (await import("./export.ts")).exportRows(what, flags),
  );

  command("trace <id>", "show where a row came from and what became of it: an id, or OUT/train.jsonl:17")
    .option("--json", "print one JSON object on standard output")
    .option("--db <file>", "the database (default: the only one in runs/)")
    .action(async (id: string, options: { json?: true; db?: string }) =>
      (await import("./trace.ts")).traceRow(id, options),
    );

  command("view [databases...]", "look at runs in a browser: databases, or folders of them (default: runs/)")
    .option("--port <n>", "the port of this machine (default: 4242, or the next free one)", portNumber)
    .action(async (databases: string[], flags: ViewFlags) =>
      (await import("./view.ts")).view(databases, flags),
    );

  command("report [run]", "write a report to send: one HTML file of a run (r1, DATABASE or DATABASE:r1)")
    .option("-o, --out <file>", "where to; - is standard output (default: NAME-RUN.html)")
    .option("--db <file>", "the database (default: the only one in runs/)")
    .option("--compare <run>", "tell first what differs from another run: r2, or DATABASE:r2")
    .option("--figures <folder>", "write every figure as SVG, PNG and CSV, too")
    .option("--json", "print one JSON object on standard output")
    .action(async (run: string | undefined, flags: ReportFlags) =>
      (await import("./report.ts")).report(run, flags),
    );

  work(
    "judge <file>",
    "say how far a pipeline's judge can be trusted: does it agree with itself, is it biased?",
  )
    .option("--verifier <name>", "which judge, where there are several")
    .option("--pairs <n>", "pairs of answers to show in both orders, at most", wholeNumber, 100)
    .action(async (file: string, flags: JudgeCheckFlags) =>
      (await import("./judge-check.ts")).judgeCheck(file, flags),
    );

  batchCommand(root);

  simulateCommand(root);

  planCommand(root);

  rougeCommand(root);

  command("tokenizer <files...>", "train a subword tokenizer on text files or on fields of rows")
    .requiredOption("-o, --out <folder>", "where to")
    .option("--vocabulary <n>", "pieces at most (default: 4096)", wholeNumber)
    .option("--fields <names>", "of rows: the fields that hold texts, such as article,summary", (names) =>
      names.split(","),
    )
    .option("--force", "replace another tokenizer that is there")
    .option("--json", "print one JSON object on standard output")
    .action(async (files: string[], flags: TokenizerFlags) =>
      (await import("./tokenizer.ts")).tokenizer(files, flags),
    );

  command("doctor", "say what this machine has and what is missing")
    .option("--json", "print one JSON object on standard output")
    .action(async (options: { json?: true }) => (await import("./doctor.ts")).doctor(options));

  return root;
}

const estimateExamples = `
FILE is data (JSONL, JSON, CSV, TSV, Parquet; gzipped or not), a pipeline or curation file (YAML), or a database of runs:
  pstar estimate answers.jsonl --score judge reward --label correct
  pstar estimate runs/eigenvalues-2x2.db --run r1`;

const portNumber = (text: string): number => numberIn(0, 65_535)(String(wholeNumber(text)));

/** Commander's own complaints in the form of all others. */
function oneLine(text: string): string {
  return `${text
    .trim()
    .replace(/^error: /, "pstar: ")
    .replaceAll(/\s*\n\s*/g, " ")}\n`;
}
