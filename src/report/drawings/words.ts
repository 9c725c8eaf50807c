import { percentInterval } from "../../format.ts";
import type { InspectedCell } from "../../inspect/index.ts";
import type { Interval } from "../../metrics/interval.ts";

/** A share as a figure's ticks write it: 0.125 is `12.5%`. */
export const shareText = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

/** `41.2% [39.7, 42.8]` */
export const intervalText = (interval: Interval): string => percentInterval(interval).replace(" ", "% ");

export const unverified = "none";

/** Of a cell: what its student was trained on. */
export const cellText = ({ verifier, rows, kept }: InspectedCell): string =>
  verifier === unverified ? "unverified" : `${verifier}, ${shareText(keptShare({ rows, kept }))}`;

/** The same in a sentence. */
export const cellProse = (cell: InspectedCell): string => cellText(cell).replace(", ", " at ");

export const keptShare = ({ rows, kept }: Pick<InspectedCell, "rows" | "kept">): number =>
  rows === 0 ? 0 : kept / rows;

/** `a`, `a and b`, `a, b and c` */
export const listText = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** The same text beginning with a capital letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
