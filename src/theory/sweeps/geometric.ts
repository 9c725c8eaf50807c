/** `count` ≥ 2 numbers from `low` to `high` > 0, both ends exactly, each the same multiple of the one before. */
export function geometric(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? high : low * (high / low) ** (i / (count - 1)),
  );
}

/** Their whole numbers, without repeats. */
export function geometricWhole(low: number, high: number, count: number): number[] {
  return [...new Set(geometric(low, high, count).map(Math.round))];
}
