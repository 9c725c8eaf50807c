import { contribution, type Influence, type Stratum } from "./influence.ts";

/** Labels below which a stratum has no variance of its own to tell. */
const FEWEST = 2;

/**
 * How many of `count` further labels go to each stratum, so that Σ N_h² S_h² / n_h becomes least: Neyman's allocation
 * in whole labels beside those that are there, one at a time to where it helps most, which is optimal for a sum of
 * convex terms (Wright 2012). Before that every stratum gets two, the widest spread first.
 *
 * @returns one number a stratum, at most its unlabelled rows; `count` in all unless there are fewer
 */
export function allocate(
  strata: readonly Stratum[],
  influence: readonly Influence[],
  count: number,
): number[] {
  const spread = influence.map(contribution);
  const extra = strata.map(() => 0);
  const labels = (h: number): number => strata[h].labelled + extra[h];
  const hasRoom = (h: number): boolean => labels(h) < strata[h].rows;
  let left = count;
  const give = (h: number): void => {
    extra[h]++;
    left--;
  };
  const widestFirst = [...strata.keys()].sort((g, h) => spread[h] - spread[g]);
  for (let floor = 1; floor <= FEWEST; floor++) {
    for (const h of widestFirst) if (left > 0 && labels(h) < floor && hasRoom(h)) give(h);
  }
  const gain = (h: number): number => (hasRoom(h) ? spread[h] / (labels(h) * (labels(h) + 1)) : -1);
  const gains = [...strata.keys()].map(gain);
  while (left > 0) {
    const best = gains.indexOf(Math.max(...gains));
    if (gains[best] < 0) break;
    give(best);
    gains[best] = gain(best);
  }
  return extra;
}
