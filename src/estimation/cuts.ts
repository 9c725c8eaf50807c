import { keptByShare, type Ranking } from "./ranking.ts";

/** One number of rows to keep. */
export interface Cut {
  /** Share of all rows. */
  readonly share: number;
  /** Rows above the cut. */
  readonly kept: number;
  /** Whether the curve shows it; the others are looked at for the recommendation only. */
  readonly shown: boolean;
}

/** Hundredths are looked at besides the shares asked for. */
const STEPS = 100;

/**
 * The cuts of a ranking, ascending: at the shares asked for, at the score's own cut where it passes or fails rows, and from
 * the least of them up at every hundredth that keeps a number of its own.
 *
 * @param fractions in (0, 1]
 */
export function chooseCuts(ranking: Ranking, values: Float64Array, fractions: readonly number[]): Cut[] {
  const shown = new Map<number, Cut>();
  const asked = [...new Set(fractions)].map((share) => ({ share, kept: keptByShare(ranking, share) }));
  for (const { share, kept } of asked) shown.set(share, { share, kept, shown: true });
  const passing = passed(ranking, values, Math.min(...fractions));
  if (passing !== null && !asked.some(({ kept }) => kept === passing)) {
    const share = passing / ranking.rows;
    shown.set(share, { share, kept: passing, shown: true });
  }
  const taken = new Set([...shown.values()].map(({ kept }) => kept));
  const fewest = Math.min(...taken);
  const others: Cut[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const share = step / STEPS;
    const kept = keptByShare(ranking, share);
    if (kept < fewest || taken.has(kept)) continue;
    taken.add(kept);
    others.push({ share, kept, shown: false });
  }
  return [...shown.values(), ...others].sort((a, b) => a.share - b.share);
}

/**
 * How many rows have the best score, where that is the score's own cut: it has two values, or more rows share the best
 * than the least share keeps, as of a rule that says how far what fails is off. Null elsewhere.
 */
function passed({ order, rows }: Ranking, values: Float64Array, leastShare: number): number | null {
  if (order.length === 0) return null;
  const pass = values[order[0]];
  const fail = values[order[order.length - 1]];
  let count = 0;
  while (count < order.length && values[order[count]] === pass) count++;
  const hasTwo = count === order.length || values[order[count]] === fail;
  return hasTwo || count > leastShare * rows ? count : null;
}
