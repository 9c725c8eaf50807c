import type { RankedRows } from "./ranked-rows.ts";
import type { Reselection } from "./row.ts";

/** How much of what is kept. */
export interface ShareRule {
  readonly selector: Reselection["selector"];
  /** In (0, 1]. */
  readonly fraction: number;
}

/** What a share keeps. */
export interface KeptShare {
  /** By row: 1 kept, 0 dropped. */
  readonly isKept: Uint8Array;
  readonly kept: number;
  /** The worst row kept; −1 where none is. */
  readonly last: number;
}

/**
 * The rows that the selectors `top-share` and `best-of-n` keep of a ranking, in one walk down it.
 *
 * @param group the input of each row
 */
export function keptShare(
  { order, rankable }: RankedRows,
  group: Int32Array,
  { selector, fraction }: ShareRule,
): KeptShare {
  const isKept = new Uint8Array(order.length);
  if (selector === "top-share") {
    const kept = Math.min(rankable, Math.round(fraction * order.length));
    for (let place = 0; place < kept; place++) isKept[order[place]!] = 1;
    return { isKept, kept, last: kept === 0 ? -1 : order[kept - 1]! };
  }
  const left = placesOf(group, fraction);
  let kept = 0;
  let last = -1;
  for (let place = 0; place < rankable; place++) {
    const row = order[place]!;
    if (left[group[row]!]!-- <= 0) continue;
    isKept[row] = 1;
    last = row;
    kept++;
  }
  return { isKept, kept, last };
}

/** How many candidates of each input are kept where enough can be ranked. */
function placesOf(group: Int32Array, fraction: number): Int32Array {
  const inputs = group.reduce((most, input) => Math.max(most, input + 1), 0);
  const sizes = new Int32Array(inputs);
  for (const input of group) sizes[input]!++;
  return sizes.map((size) => Math.max(1, Math.round(fraction * size)));
}
