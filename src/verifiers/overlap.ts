import { z } from "zod";
import { verifierName } from "./name.ts";
import { foldedBy } from "./text/fold.ts";
import { fragmentLengths, matchLengths, type Runs, runsOf } from "./text/matches.ts";
import { disordered, isOrdered, measureScore } from "./text/range.ts";
import { wordsOf } from "./text/words.ts";
import type { VerifierKind } from "./verifier.ts";

export const overlapOptions = z
  .strictObject({
    kind: z.literal("overlap").describe("Outputs that take as much from their input as they should"),
    name: verifierName,
    measure: z
      .enum(["copied", "coverage", "density"])
      .describe(
        "copied: share of the output's n-grams found in the input; coverage: share of its words in runs taken from the " +
          "input; density: mean length of the run that a word lies in",
      ),
    n: z.int().min(1).max(100).optional().describe("Words in a row, for copied; 4 when left out"),
    min: z.number().nonnegative().optional().describe("Least overlap kept"),
    max: z.number().nonnegative().optional().describe("Most overlap kept"),
  })
  .refine(isOrdered, disordered)
  .refine(({ measure, n }) => measure === "copied" || n === undefined, {
    message: 'is for the measure "copied" only',
    path: ["n"],
  });

type OverlapOptions = z.infer<typeof overlapOptions>;

/**
 * Compares an output's words, in any case, with its input's. With fragments f, the runs taken from the input: coverage
 * Σ|f| / words, density Σ|f|² / words (Grusky, Naaman and Artzi 2018, Newsroom). Score: 0 in the range, else minus the
 * distance from it; the measure itself where no range is given; NaN of an output without words.
 */
export const overlap: VerifierKind<OverlapOptions> = {
  create(options) {
    const measure = measures[options.measure];
    const { n = 4 } = options;
    return (items) => {
      let input: string | undefined;
      let runs: Runs | undefined;
      return items.map(({ example, output }) => {
        // An input's candidates follow each other, so its automaton is mostly the last one made.
        if (runs === undefined || input !== example.input) {
          input = example.input;
          runs = runsOf(wordsOf(fold(input)));
        }
        return measureScore(measure(runs, wordsOf(fold(output)), n), options);
      });
    };
  },
  setting: ({ measure }) => measure,
};

const fold = foldedBy(false);

const measures: Readonly<
  Record<OverlapOptions["measure"], (input: Runs, output: readonly string[], n: number) => number>
> = {
  copied(input, output, n) {
    // Of an output shorter than n words, all of it is the only n-gram.
    const size = Math.min(n, output.length);
    const grams = output.length - size + 1;
    if (size === 0) return Number.NaN;
    return matchLengths(input, output).filter((matched) => matched >= size).length / grams;
  },
  coverage: (input, output) => sumOf(fragmentLengths(input, output)) / output.length,
  density: (input, output) =>
    sumOf(fragmentLengths(input, output).map((length) => length ** 2)) / output.length,
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
