/** Labels that the prior guess of a stratum is worth. */
const PRIOR_LABELS = 2;

/** Prior guess: log-odds of being correct rise by this from the median score to the best. */
const PRIOR_SLOPE = 1.5;

export interface StratumLabels {
  readonly rows: number;
  readonly labelled: number;
  /** Sum of their correctness. */
  readonly correct: number;
}

/**
 * Share of correct rows in each stratum, from few labels or none: each stratum's labels shrunk to a guess that rises
 * with the score, then made monotone by pooling neighbours (isotonic regression: Ayer et al. 1955). Only the choice of
 * what to label rests on it, no estimate.
 *
 * @param strata from the lowest score to the highest
 * @returns each in (0, 1)
 */
export function guessCorrectness(strata: readonly StratumLabels[]): number[] {
  const rows = strata.reduce((sum, one) => sum + one.rows, 0);
  const centre = logit(overallCorrect(strata));
  let below = 0;
  const shrunk = strata.map((one) => {
    const rank = (below + one.rows / 2) / rows;
    below += one.rows;
    const prior = 1 / (1 + Math.exp(-centre - PRIOR_SLOPE * (2 * rank - 1)));
    const weight = one.labelled + PRIOR_LABELS;
    return { value: (one.correct + PRIOR_LABELS * prior) / weight, weight };
  });
  return isotonic(shrunk);
}

/** Each stratum's labels standing for its rows, with half a label of each kind added in all. */
function overallCorrect(strata: readonly StratumLabels[]): number {
  const known = strata.filter(({ labelled }) => labelled > 0);
  const rows = known.reduce((sum, one) => sum + one.rows, 0);
  const labels = known.reduce((sum, one) => sum + one.labelled, 0);
  const share = known.reduce((sum, one) => sum + (one.rows / rows) * (one.correct / one.labelled), 0);
  return (share * labels + 0.5) / (labels + 1);
}

/** The non-decreasing values nearest to these by weighted squares: neighbours in the wrong order are pooled. */
function isotonic(values: readonly { readonly value: number; readonly weight: number }[]): number[] {
  const blocks: { value: number; weight: number; size: number }[] = [];
  for (const { value, weight } of values) {
    let block = { value, weight, size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.value >= block.value; last = blocks.at(-1)) {
      blocks.pop();
      const both = last.weight + block.weight;
      const mean = (last.value * last.weight + block.value * block.weight) / both;
      block = { value: mean, weight: both, size: last.size + block.size };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ value, size }) => new Array<number>(size).fill(value));
}

const logit = (share: number): number => Math.log(share / (1 - share));
