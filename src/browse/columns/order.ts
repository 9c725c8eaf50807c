import { argsort } from "../../metrics/argsort.ts";

/** Positions by score. */
export interface ScoreOrder {
  /** From the highest to the lowest, equals by position; those without a finite score last, by position. */
  readonly positions: Int32Array;
  /** How many have a finite score. */
  readonly finite: number;
}

export function orderByScore(scores: Float64Array): ScoreOrder {
  let finite = 0;
  const keys = scores.map((score) => {
    if (!Number.isFinite(score)) return Number.NaN;
    finite++;
    return -score;
  });
  const positions = new Int32Array(new SharedArrayBuffer(4 * scores.length));
  positions.set(argsort(keys));
  return { positions, finite };
}

/** The same from the lowest score to the highest, equals by position too, those without a score last too. */
export function lowestFirst(scores: Float64Array, { positions, finite }: ScoreOrder): Int32Array {
  const turned = positions.slice();
  let filled = 0;
  for (let end = finite; end > 0; ) {
    let start = end - 1;
    while (start > 0 && scores[positions[start - 1]!] === scores[positions[start]!]) start--;
    for (let i = start; i < end; i++) turned[filled++] = positions[i]!;
    end = start;
  }
  return turned;
}
