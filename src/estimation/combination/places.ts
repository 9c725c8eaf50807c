import { argsort } from "../../metrics/argsort.ts";

/** Where a score ranks each row among all: what any top share keeps, from one sort. */
export interface Places {
  /** Rows above each row; those without a score come last. */
  readonly place: Uint32Array;
  /** Rows with a score: none else is ever kept. */
  readonly ranked: number;
}

/** @param byKey all rows in the order that equal scores take, see `tieKeys` */
export function places(values: Float64Array, byKey: Uint32Array): Places {
  const place = new Uint32Array(values.length);
  let ranked = 0;
  const descending = values.map((value) => {
    if (!(value > -Infinity)) return Number.NaN;
    ranked++;
    return -value;
  });
  argsort(descending, byKey).forEach((row, k) => {
    place[row] = k;
  });
  return { place, ranked };
}

/** Rows that the top share of all keeps: exactly round(fraction · rows), fewer where fewer have a score. */
export function keptOf({ place, ranked }: Places, fraction: number): number {
  return Math.min(ranked, Math.round(fraction * place.length));
}
