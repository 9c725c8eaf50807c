import { type Command, InvalidArgumentError } from "commander";
import type { Amount, Rate } from "../theory/plan/uncertain.ts";
import { numberIn, wholeNumber } from "./data-flags.ts";

export interface PlanFlags {
  readonly real: number;
  readonly synthetic: number;
  readonly error?: Rate;
  readonly shift?: Amount;
  readonly phi?: Rate;
  readonly psi?: Rate;
  readonly labelsBehind?: number;
  readonly dimension?: number;
  readonly decay?: number;
  readonly noise?: number;
  readonly syntheticNoise?: number;
  readonly systematic?: number;
  readonly ridge?: number;
  readonly features?: string;
  readonly fields?: readonly string[];
  readonly realLabel?: string;
  readonly generatorLabel?: string;
  readonly maxBadRows?: number;
  readonly certainty?: number;
  readonly confidence?: number;
  readonly draws?: number;
  readonly seed?: number;
  readonly json?: true;
}

/** Adds `pstar plan`. */
export function planCommand(root: Command): void {
  root
    .command("plan")
    .description("before any training: will the synthetic rows help, how many, and what is a verifier worth?")
    .option("--debug", "show the stack of an error")
    .option("--json", "print one JSON object on standard output")
    .requiredOption("--real <n>", "real rows there are", wholeNumber)
    .requiredOption("--synthetic <n>", "synthetic rows there are, before any verification", wholeNumber)
    .optionsGroup(
      "How wrong the synthetic labels are (0.2, or counted 40/200, or with an interval 0.2,0.15,0.26):",
    )
    .option("--error <p>", "share of synthetic rows whose label is wrong", rate)
    .option("--shift <c2>", "mean squared label shift c², noise taken off", amount)
    .option("--phi <share>", "share of correct rows that the verifier keeps", rate)
    .option("--psi <share>", "share of wrong rows that it keeps", rate)
    .option(
      "--labels-behind <n>",
      "labelled rows that --error, --phi and --psi were measured on",
      wholeNumber,
    )
    .optionsGroup("The features and labels, where no file shows them:")
    .option("--dimension <d>", "features (default: 500)", wholeNumber)
    .option("--decay <a>", "eigenvalues of their covariance fall as (1+i)^-a (default: 1)", atLeast0)
    .option(
      "--noise <s>",
      "standard deviation of a real label's noise, the signal's being 1 (default: 0.5)",
      atLeast0,
    )
    .option("--synthetic-noise <s>", "of a synthetic label's (default: that of the real)", atLeast0)
    .option(
      "--systematic <share>",
      "share of the shift that depends on the input, not noise (default: 1)",
      numberIn(0, 1),
    )
    .option("--ridge <lambda>", "the ridge of every fit (default: the best for each)", atLeast0)
    .optionsGroup("A labelled pilot, from which spectrum, noise and c² are estimated:")
    .option("--features <file>", "rows of features with both labels (JSONL, JSON, CSV, TSV, Parquet)")
    .option("--real-label <field>", "the true label, a number")
    .option("--generator-label <field>", "the generator's label, a number")
    .option(
      "--fields <names...>",
      "the features: numbers, or one vector (default: a vector field, else all numbers)",
    )
    .option("--max-bad-rows <n>", "malformed rows to leave out before giving up (default: 0)", wholeNumber)
    .optionsGroup("How sure:")
    .option(
      "--certainty <p>",
      "probability of helping that advice to add asks for (default: 0.95)",
      numberIn(0, 1),
    )
    .option("--confidence <p>", "level of the intervals, given and shown (default: 0.95)", numberIn(0, 1))
    .option("--draws <n>", "Monte Carlo draws behind an interval (default: 400)", wholeNumber)
    .option("--seed <n>", "everything random is derived from it (default: 1)", wholeNumber)
    .addHelpText("after", examples)
    .action(async (flags: PlanFlags) => (await import("./plan.ts")).plan(flags));
}

const examples = `
For example, with p, φ and ψ as \`pstar estimate\` tells them from 400 labels:
  pstar plan --real 2000 --synthetic 100000 --error 0.2 --phi 0.9 --psi 0.1 --labels-behind 400
  pstar plan --real 2000 --synthetic 100000 --features pilot.csv --real-label y --generator-label y_model`;

const atLeast0 = numberIn(0, Number.MAX_VALUE);

/** `0.2`, `40/200` or `0.2,0.15,0.26`. */
function rate(text: string): Rate {
  const [, yes, all] = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (yes === undefined) return measured(text, numberIn(0, 1));
  if (!(Number(all) > 0 && Number(yes) <= Number(all))) {
    throw new InvalidArgumentError("give a count of a total, such as 40/200.");
  }
  return { count: Number(yes), of: Number(all) };
}

const amount = (text: string): Amount => measured(text, atLeast0);

function measured(text: string, parse: (text: string) => number): Amount {
  const [estimate, low, high, ...rest] = text.split(",").map(parse);
  if (low === undefined) return estimate!;
  if (high === undefined || rest.length > 0 || !(low <= estimate! && estimate! <= high)) {
    throw new InvalidArgumentError("give a number, or estimate,low,high such as 0.2,0.15,0.26.");
  }
  return { estimate: estimate!, low, high };
}
