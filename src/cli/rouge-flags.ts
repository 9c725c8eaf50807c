import { type Command, InvalidArgumentError } from "commander";
import type { RougeKind } from "../metrics/rouge/rouge.ts";
import { wholeNumber } from "./data-flags.ts";

export interface RougeFlags {
  readonly predictions: string;
  readonly references?: string;
  readonly predictionField?: string;
  readonly referenceField?: string;
  readonly metrics?: readonly RougeKind[];
  readonly stem?: true;
  readonly seed?: number;
  readonly json?: true;
}

/** Adds `pstar rouge`. */
export function rougeCommand(root: Command): void {
  root
    .command("rouge")
    .description("how much texts share with their references, by words and sequences of words")
    .option("--debug", "show the stack of an error")
    .option("--json", "print one JSON object on standard output")
    .requiredOption(
      "--predictions <file>",
      "a text a line; or rows of fields: JSONL, JSON, CSV, TSV, Parquet",
    )
    .option("--references <file>", "as many, in the same order (default: further fields of the same rows)")
    .option("--prediction-field <field>", "the field that holds the text (default: guessed)")
    .option("--reference-field <field>", "the field that holds its reference, or a list of several")
    .option("--metrics <names>", "which to compute (default: rouge1,rouge2,rougeL,rougeLsum)", rougeKinds)
    .option("--stem", "compare words by their Porter stems")
    .option("--seed <n>", "everything random is derived from it (default: 1)", wholeNumber)
    .addHelpText("after", examples)
    .action(async (flags: RougeFlags) => (await import("./rouge.ts")).rougeOfFiles(flags));
}

const examples = `
Numbers are those of Google's rouge_score. rougeLsum takes every line of a text for a sentence.
  pstar rouge --predictions summaries.txt --references references.txt --stem
  pstar rouge --predictions rows.jsonl --prediction-field summary --reference-field highlights`;

function rougeKinds(text: string): RougeKind[] {
  return text.split(",").map((name) => {
    if (!/^rouge([1-9]|L|Lsum)$/.test(name)) {
      throw new InvalidArgumentError("give some of rouge1, rouge2, … rouge9, rougeL, rougeLsum.");
    }
    return name as RougeKind;
  });
}
