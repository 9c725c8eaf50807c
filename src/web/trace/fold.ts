/** Nodes of a layer that are shown before the rest is folded away; one more is shown rather than folded alone. */
const SHOWN = 8;

/** The first nodes of a layer, and how many are folded behind them. */
export function folded<T>(
  layer: readonly T[],
  isOpen: boolean,
): { readonly shown: readonly T[]; readonly hidden: number } {
  return isOpen || layer.length <= SHOWN + 1
    ? { shown: layer, hidden: 0 }
    : { shown: layer.slice(0, SHOWN), hidden: layer.length - SHOWN };
}
