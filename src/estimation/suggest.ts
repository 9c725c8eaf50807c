import { PstarError } from "../errors.ts";
import { deriveSeed } from "../random/seed.ts";
import { allocate } from "./allocation.ts";
import { bandCuts, type Cut, cutOf } from "./bands.ts";
import type { CandidateColumns } from "./columns.ts";
import { countStrata, type LabelDesign, refuseWeights, scoreOf, strataOf } from "./design.ts";
import { type ExpectedWidths, expectedWidths } from "./expected-width.ts";
import { guessCorrectness } from "./guess.ts";
import { influences, type Stratum } from "./influence.ts";
import { sampleStrata } from "./sample-strata.ts";

export interface SuggestOptions {
  /** The score that selects. */
  readonly score: string;
  /** Share of all rows that it is to keep, in (0, 1). */
  readonly fraction: number;
  /** Labels to suggest, ≥ 1. */
  readonly count: number;
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  /** How earlier labels were drawn; null where all were drawn at random from all rows, or there are none. */
  readonly earlier: LabelDesign | null;
}

export interface Suggestion {
  /** To be kept beside the labels: `postStratify` needs it. */
  readonly design: LabelDesign;
  /** Rows in the order to label them: wherever one stops, each stratum's labels are a random sample of it. */
  readonly rows: Int32Array;
  readonly expected: ExpectedWidths;
}

/**
 * Which rows to label so that p⋆ at this share is known best: some at random from each of a few bands of the score on
 * either side of the cut, as many as `allocate` finds best for the delta-method variance of logit p⋆, with what earlier
 * labels say of how correct each band is. Keeping a small share of a good verifier, most labels go to what is kept: a
 * random sample hardly ever meets it.
 *
 * The strata cut those of earlier labels finer, so that all labels together can be weighed by `postStratify`. The
 * allocation learns from earlier labels, which leaves a bias of lower order than the error (as in any two-phase sample).
 *
 * @throws PstarError when an option is out of range, there is no such score or no row has it, the labels have weights
 * of their own, or earlier ones were drawn by another score
 */
export function suggestLabels(columns: CandidateColumns, options: SuggestOptions): Suggestion {
  const { score, fraction, count, seed, earlier } = options;
  validate(options);
  refuseWeights(columns);
  const values = scoreOf(columns, score);
  const cut = cutOf(values, fraction);
  const labelled = columns.labels.reduce((sum, label) => sum + (Number.isNaN(label) ? 0 : 1), 0);
  const bands = bandCuts(cut, labelled + count);
  const before = earlier ?? { score, cuts: [] };
  const design = { score, cuts: [...new Set([...bands, ...before.cuts])].sort((a, b) => a - b) };
  const stratumOf = strataOf(values, design.cuts);
  const strata = describeStrata(columns.labels, values, stratumOf, cut, design);
  const take = allocate(strata, influences(strata), count);
  const { cluster, inputs, labels } = columns;
  const population = { cluster, inputs, labels, strata: stratumOf };
  const rows = sampleStrata({ ...population, take, seed: deriveSeed(seed, "suggest") });
  return { design, rows, expected: expectedWidths(strata, take, design, before) };
}

function describeStrata(
  labels: Float64Array,
  values: Float64Array,
  stratumOf: Int32Array,
  { threshold, kept, above }: Cut,
  design: LabelDesign,
): Stratum[] {
  const rows = countStrata(stratumOf, design);
  const labelled = countStrata(stratumOf, design, labels);
  const correct = rows.map(() => 0);
  const keptRows = rows.map(() => 0);
  for (let row = 0; row < labels.length; row++) {
    if (!Number.isNaN(labels[row])) correct[stratumOf[row]] += labels[row];
    if (values[row] > threshold) keptRows[stratumOf[row]]++;
  }
  keptRows[1 + design.cuts.filter((cut) => cut <= threshold).length] += kept - above;
  const guess = guessCorrectness(
    [...rows].map((n, h) => ({ rows: n, labelled: labelled[h], correct: correct[h] })),
  );
  return guess.map((share, h) => ({
    rows: rows[h],
    kept: keptRows[h],
    labelled: labelled[h],
    correct: share,
  }));
}

function validate({ score, fraction, count, earlier }: SuggestOptions): void {
  const fail = (message: string, remedy: string): never => {
    throw new PstarError(message, { exitCode: 2, remedy });
  };
  if (!(fraction > 0 && fraction < 1)) {
    fail(
      `labels can't be suggested for a share of ${fraction}`,
      "name a share between 0 and 1: keeping all needs none",
    );
  }
  if (!(Number.isInteger(count) && count > 0)) fail(`${count} labels suggested`, "ask for one at least");
  if (earlier !== null && earlier.score !== score) {
    fail(
      `the labels so far were drawn by ${earlier.score}, and can't be weighed with others drawn by ${score}`,
      `suggest by ${earlier.score}: its labels serve every score`,
    );
  }
}
