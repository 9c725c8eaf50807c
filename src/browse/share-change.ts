import { type Reason, reasons } from "../selectors/selector.ts";

/** Rows that one share keeps and another does not. */
export interface ShareChange {
  readonly enter: number;
  readonly leave: number;
  /** The best of each. */
  readonly entering: readonly number[];
  readonly leaving: readonly number[];
}

/** What a stored selection kept, or dropped only after its share had kept it. */
const inShare: readonly Reason[] = [
  "kept",
  "failed a required rule",
  "an exact duplicate of a better row",
  "a near duplicate of a better row",
  "over the cap",
  "over the budget",
];

/** The same by reason: 1 in the share, 0 not. */
const isInShare = Uint8Array.from(reasons, (reason) => Number(inShare.includes(reason)));

/**
 * What changes from a stored selection's share to another one.
 *
 * @param reason of each row in the stored selection
 * @param isKept 1 where the other share keeps the row
 * @param order all rows, from the best to the worst
 * @param most rows to name of each kind
 */
export function shareChange(
  reason: Uint8Array,
  isKept: Uint8Array,
  order: Uint32Array,
  most: number,
): ShareChange {
  let enter = 0;
  let leave = 0;
  for (let row = 0; row < isKept.length; row++) {
    const change = isKept[row]! - isInShare[reason[row]!]!;
    if (change > 0) enter++;
    else if (change < 0) leave++;
  }
  const entering: number[] = [];
  const leaving: number[] = [];
  const named = Math.min(enter, most) + Math.min(leave, most);
  for (let place = 0; entering.length + leaving.length < named; place++) {
    const row = order[place]!;
    const change = isKept[row]! - isInShare[reason[row]!]!;
    if (change > 0 && entering.length < most) entering.push(row);
    if (change < 0 && leaving.length < most) leaving.push(row);
  }
  return { enter, leave, entering, leaving };
}
