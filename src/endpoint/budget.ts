/** What a run may spend and has spent, in the currency of the price table. */
export interface Budget {
  /** Infinity where nothing limits it. */
  readonly limit: number;
  readonly spent: () => number;
  /** Sets `amount` aside for a request about to be sent; false where it would pass the limit. */
  readonly reserve: (amount: number) => boolean;
  /** Ends a reservation: the request cost `actual`. */
  readonly settle: (reserved: number, actual: number) => void;
}

/** @param before what earlier sittings of the same run have spent */
export function createBudget(limit = Number.POSITIVE_INFINITY, before = 0): Budget {
  let spent = before;
  let reserved = 0;
  return {
    limit,
    spent: () => spent,
    reserve(amount) {
      if (spent + reserved + amount > limit) return false;
      reserved += amount;
      return true;
    },
    settle(amount, actual) {
      reserved -= amount;
      spent += actual;
    },
  };
}
