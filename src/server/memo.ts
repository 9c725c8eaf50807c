/**
 * Remembers the latest `limit` results by key. Equal questions asked at the same time share one computation; one that
 * failed is forgotten.
 */
export function createMemo<T>(
  limit: number,
): (key: readonly (string | number)[], compute: () => T | Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (parts, compute) => {
    const key = JSON.stringify(parts);
    const result = known.get(key) ?? (async () => compute())();
    known.delete(key);
    known.set(key, result);
    if (known.size > limit) known.delete(known.keys().next().value!);
    result.catch(() => known.get(key) === result && known.delete(key));
    return result;
  };
}
