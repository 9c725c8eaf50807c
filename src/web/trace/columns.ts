import type { Layers, Placed } from "./layers.ts";

/** Nodes of a layer that are shown before the rest is folded away; one more is shown rather than folded alone. */
const SHOWN = 8;

/** One layer as it is shown. */
export interface Column {
  /** From the root, negative before it. */
  readonly step: number;
  readonly shown: readonly Placed[];
  /** Folded behind them. */
  readonly hidden: number;
}

/** From the farthest origin to the farthest outcome. @param opened steps of the layers that are shown whole */
export function columnsOf({ before, root, after }: Layers, opened: readonly number[]): Column[] {
  const column = (layer: readonly Placed[], step: number): Column => ({
    step,
    ...folded(layer, opened.includes(step)),
  });
  return [
    ...before.map((layer, i) => column(layer, -1 - i)).reverse(),
    column([root], 0),
    ...after.map((layer, i) => column(layer, 1 + i)),
  ];
}

/** The first of a layer, and how many are folded behind them. */
export function folded<T>(
  layer: readonly T[],
  isOpen: boolean,
): { readonly shown: readonly T[]; readonly hidden: number } {
  return isOpen || layer.length <= SHOWN + 1
    ? { shown: layer, hidden: 0 }
    : { shown: layer.slice(0, SHOWN), hidden: layer.length - SHOWN };
}

/** Rows that a column takes up, with the one that unfolds it. */
export const rowsOf = ({ shown, hidden }: Column): number => shown.length + (hidden > 0 ? 1 : 0);
