import { positiveRoot } from "../root.ts";
import { minimum } from "./minimum.ts";

/** Test error of n₁ real and n₂ synthetic rows. */
export type ErrorCurve = (real: number, synthetic: number) => number;

/** What adding synthetic rows does. Errors are without the noise of the test labels. */
export interface Outcome {
  /** Synthetic rows there are to add. */
  readonly available: number;
  /** Error with none of them and with all. */
  readonly realOnly: number;
  readonly all: number;
  /** n₁′ of E(n₁′, 0) = `all`, as in `Equivalent`. */
  readonly equivalentOfAll: number | null;
  /** The amount of least error, whole; 0 where none helps. */
  readonly best: Equivalent & { readonly rows: number; readonly error: number };
  /** Real rows that one synthetic row is worth: the first, each of the best amount on average, and the next after it. */
  readonly worth: {
    readonly first: number | null;
    readonly average: number | null;
    readonly next: number | null;
  };
}

export interface Equivalent {
  /** n₁′ of E(n₁′, 0) = E(n₁, n₂); null where no number of real rows alone does as well. */
  readonly equivalentRealRows: number | null;
}

const AMOUNTS = 64;
/** Beyond so many real rows nobody looks. */
const MOST_ROWS = 1e18;

export function outcomeOf(errorOf: ErrorCurve, realRows: number, available: number): Outcome {
  const realOnly = errorOf(realRows, 0);
  const rows = bestAmount((amount) => errorOf(realRows, amount), available);
  const error = errorOf(realRows, rows);
  const all = errorOf(realRows, available);
  const worthOf = (from: number, to: number): number | null => {
    const [a, b] = [from, to].map((amount) => {
      return equivalentRealRows(errorOf, realRows, errorOf(realRows, amount));
    });
    return a === null || b === null ? null : (b! - a!) / (to - from);
  };
  return {
    available,
    realOnly,
    all,
    equivalentOfAll: equivalentRealRows(errorOf, realRows, all),
    best: { rows, error, equivalentRealRows: equivalentRealRows(errorOf, realRows, error) },
    worth: {
      first: worthOf(0, 1),
      average: rows === 0 ? null : worthOf(0, rows),
      next: worthOf(rows, rows + 1),
    },
  };
}

/**
 * The whole amount in 0 … most of least error, the smallest of equals. The error may rise before it falls (noisy rows
 * hurt until there are enough) and fall before it rises: looked at on a geometric grid, refined beside its best point.
 */
export function bestAmount(errorAt: (amount: number) => number, most: number): number {
  const last = Math.floor(most);
  if (last < 1) return 0;
  const place = (i: number): number => last ** (i / (AMOUNTS - 1));
  let [best, least] = [-1, errorAt(0)];
  for (let i = 0; i < AMOUNTS; i++) {
    const error = errorAt(place(i));
    if (error < least) [best, least] = [i, error];
  }
  if (best < 0) return 0;
  const [low, high] = [place(Math.max(0, best - 1)), place(Math.min(AMOUNTS - 1, best + 1))];
  const { at } = minimum((log) => errorAt(Math.exp(log)), Math.log(low), Math.log(high), 1e-6);
  const candidates = [Math.floor(Math.exp(at)), Math.ceil(Math.exp(at)), Math.round(place(best)), last];
  let amount = 0;
  least = errorAt(0);
  for (const candidate of candidates.sort((a, b) => a - b)) {
    const error = candidate > last ? Infinity : errorAt(candidate);
    if (error < least) [amount, least] = [candidate, error];
  }
  return amount;
}

/**
 * The number of real rows that alone have this error, on the branch through `realRows`: with a tuned ridge the only one.
 * 0 where the error is no less than that of no data at all.
 */
export function equivalentRealRows(errorOf: ErrorCurve, realRows: number, error: number): number | null {
  const excess = (rows: number): number => errorOf(rows, 0) - error;
  const here = excess(realRows);
  if (here === 0 || Number.isNaN(here)) return here === 0 ? realRows : null;
  const factor = here > 0 ? 2 : 0.5;
  let [from, to] = [realRows, realRows * factor];
  while (excess(to) > 0 === here > 0) {
    if (to > MOST_ROWS) return null;
    if (to < 1e-6) return 0;
    [from, to] = [to, to * factor];
  }
  return positiveRoot(excess, Math.min(from, to), Math.max(from, to));
}
