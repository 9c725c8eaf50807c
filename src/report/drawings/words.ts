import { percentInterval } from "../../format.ts";
import { type InspectedCell, type RunInspection, scopesOf } from "../../inspect/index.ts";
import type { Interval } from "../../metrics/interval.ts";

/** A share as a figure's ticks write it: 0.125 is `12.5%`. */
export const shareText = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

/** `41.2% [39.7, 42.8]` */
export const intervalText = (interval: Interval): string => percentInterval(interval).replace(" ", "% ");

export const unverified = "none";

/** What the cells of a run are called. */
export interface CellNames {
  /** `12.5%`, or `12.5% of each kind` where the share alone would be two's. */
  share(cell: InspectedCell): string;
  /** What its student was trained on: `oracle, 12.5%`. */
  text(cell: InspectedCell): string;
  /** The same in a sentence: `oracle at 12.5%`. */
  prose(cell: InspectedCell): string;
}

export function cellNames({ cells }: Pick<RunInspection, "cells">): CellNames {
  const scopeOf = scopesOf(cells);
  const share = (cell: InspectedCell) => `${shareText(cell.fraction)}${scopeOf(cell)}`;
  const named = (between: string) => (cell: InspectedCell) =>
    cell.verifier === unverified ? "unverified" : `${cell.verifier}${between}${share(cell)}`;
  return { share, text: named(", "), prose: named(" at ") };
}

export const keptShare = ({ rows, kept }: Pick<InspectedCell, "rows" | "kept">): number =>
  rows === 0 ? 0 : kept / rows;

/** The same text beginning with a capital letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
