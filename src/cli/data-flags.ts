import { type Command, InvalidArgumentError, Option } from "commander";
import { exportFormats } from "../datasets/export/formats/index.ts";
import type { Mapping } from "../datasets/record.ts";

/** How a command reads a file of candidates. */
export interface DataFlags {
  readonly id?: string;
  readonly input?: string;
  readonly output?: string;
  readonly reference?: string;
  readonly label?: string;
  readonly weight?: string;
  readonly score?: readonly string[];
  readonly group?: string;
  readonly labels?: string;
  readonly maxBadRows?: number;
}

/** Adds the flags that say which field holds what. */
export function withDataFlags(command: Command): Command {
  return command
    .optionsGroup("Reading a file (what is left out is guessed from its first rows):")
    .option("--input <field>", "what the model was asked")
    .option("--output <field>", "what it answered")
    .option("--score <fields...>", "scores of verifiers, higher is better")
    .option("--label <field>", "whether the output is correct: yes or no, or a share in [0, 1]")
    .option("--group <field>", "the kind of input, to look at kinds apart")
    .option("--id <field>", "the row's own id")
    .option("--reference <field>", "the true answer")
    .option("--weight <field>", "how many rows a label stands for")
    .option("--labels <file>", "labels given by `pstar label` (default: FILE.labels.jsonl if it is there)")
    .option("--max-bad-rows <n>", "malformed rows to put aside before giving up (default: 0)", wholeNumber);
}

/** Adds the flags of an estimate. */
export function withEstimateFlags(command: Command): Command {
  return command
    .optionsGroup("Estimating:")
    .option("--fractions <shares>", "shares to look at (default: 0.125,0.25,0.5)", shares)
    .option(
      "--threshold <t>",
      "labels of at least this are correct (default: labels are expectations)",
      numberIn(0, 1),
    )
    .addOption(
      new Option("--intervals <method>", "how intervals are made (default: jeffreys)").choices([
        "jeffreys",
        "delta",
        "bootstrap",
      ]),
    )
    .option("--certainty <p>", "probability that a verdict asks for (default: 0.95)", numberIn(0, 1))
    .option("--confidence <p>", "level of the intervals (default: 0.95)", numberIn(0, 1))
    .option("--draws <n>", "Monte Carlo draws behind an interval (default: 4000)", wholeNumber)
    .option("--precision <share>", "share of correct that a recommended share must reach too", numberIn(0, 1))
    .option("--seed <n>", "everything random is derived from it (default: 1)", wholeNumber);
}

/** Adds the flags that say what to keep. */
export function withSelectionFlags(command: Command): Command {
  return command
    .optionsGroup("What to keep:")
    .option("--by <score>", "the score that ranks; or log-likelihood-ratio, logistic, average of all scores")
    .option("--fraction <share>", "the best share of all rows", numberIn(0, 1))
    .option("--min-score <score>", "rows that score at least this", numberIn(-Infinity, Infinity))
    .option("--best-of-n <share>", "the best share of each input's rows, at least one", numberIn(0, 1))
    .option("--per-group <share>", "the best share of rows within each kind of input", numberIn(0, 1))
    .option("--all", "all rows, to be thinned by the following")
    .addOption(new Option("--dedupe <how>", "drop duplicates of better rows").choices(["exact", "near"]))
    .option("--cap <per=n>", "at most n rows per input, cluster or field:NAME, e.g. input=2", capOf)
    .option("--budget <n>", "at most n rows, the best", wholeNumber);
}

/** Adds the flags that say what to write. */
export function withExportFlags(command: Command): Command {
  return command
    .optionsGroup("What to write:")
    .option("--out <folder>", "where to")
    .addOption(
      new Option("--format <name>", "the trainer's format").choices(exportFormats.map(({ name }) => name)),
    )
    .addOption(
      new Option("--file <kind>", "kind of the data files (default: jsonl)").choices(["jsonl", "parquet"]),
    )
    .option("--validation <share>", "share of the inputs set apart (default: 0)", numberIn(0, 1))
    .option("--system <text>", "system message of chat formats")
    .option("--title <name>", "the data set's name on its card")
    .option("--license <id>", "licence on the card, e.g. apache-2.0")
    .option("--language <codes...>", "languages on the card, e.g. en")
    .option("--generator <names...>", "models that wrote the outputs, for the card")
    .option("--prompt <texts...>", "templates that they were asked with, for the card");
}

/** Adds the flags of the evaluation of a model trained elsewhere. */
export function withPredictionFlags(command: Command): Command {
  return command
    .optionsGroup("A model trained elsewhere (see `pstar export --recipe`):")
    .option("--write-inputs <file>", "write the test inputs, without true answers, for it to answer")
    .addOption(
      new Option("--predictions <file>", "its answers: rows of id or input, and output").conflicts([
        "endpoint",
        "folder",
        "writeInputs",
      ]),
    )
    .addOption(
      new Option("--folder <folder>", "or its folder, as `pstar train` writes it with onnx").conflicts([
        "endpoint",
        "writeInputs",
      ]),
    )
    .option("--endpoint <url>", "or the server that answers for it, such as http://localhost:8000/v1")
    .option("--model <name>", "with --endpoint: its name there")
    .option("--selection <id>", "what it was trained on, such as s12 (default: the only selection)")
    .option("--name <student>", "what to call it");
}

function capOf(text: string): { per: string; most: number } {
  const [, per, most] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (per === undefined) throw new InvalidArgumentError("write e.g. input=2 or field:topic=100.");
  return { per, most: Number(most) };
}

/** The mapping as far as flags say it. */
export function mappingOf(flags: DataFlags): Partial<Mapping> {
  const { id, input, output, reference, label, weight, score: scores, group } = flags;
  const given = { id, input, output, reference, label, weight, scores, group };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("give a whole number.");
  return Number(text);
}

/** A number, between bounds where there are any. */
export const numberIn =
  (low: number, high: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= low && value <= high)) {
      const range = Number.isFinite(low) ? ` from ${low} to ${high}` : "";
      throw new InvalidArgumentError(`give a number${range}.`);
    }
    return value;
  };

/** `0.125,0.25,0.5` */
export const shares = (text: string): number[] => text.split(",").map(numberIn(0, 1));
