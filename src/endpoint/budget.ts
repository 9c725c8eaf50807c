/** What a run may spend and has spent, in the currency of the price table. */
export interface Budget {
  /** Infinity where nothing limits it. */
  readonly limit: number;
  readonly spent: () => number;
  /** Sets `amount` aside for a request about to be sent; false where it would pass the limit. */
  readonly reserve: (amount: number) => boolean;
  /** Ends a reservation: the request cost `actual`. */
  readonly settle: (reserved: number, actual: number) => void;
  /** Resolves when the next reservation ends; undefined where nothing is set aside. */
  readonly nextSettlement: () => Promise<void> | undefined;
}

/** @param before what earlier sittings of the same run have spent */
export function createBudget(limit = Number.POSITIVE_INFINITY, before = 0): Budget {
  let spent = before;
  let reserved = 0;
  let reservations = 0;
  let settlement = Promise.withResolvers<void>();
  return {
    limit,
    spent: () => spent,
    reserve(amount) {
      if (spent + reserved + amount > limit) return false;
      reserved += amount;
      reservations++;
      return true;
    },
    settle(amount, actual) {
      reservations--;
      // Sums of fractions do not quite cancel.
      reserved = reservations === 0 ? 0 : reserved - amount;
      spent += actual;
      settlement.resolve();
      settlement = Promise.withResolvers<void>();
    },
    nextSettlement: () => (reservations === 0 ? undefined : settlement.promise),
  };
}
