/**
 * The share of a sequence's n-grams that occurred earlier in it, (all − distinct) / all; 0 where it is shorter than n.
 * Windows are named, equal ones alike, by doubling their length (Karp, Miller and Rosenberg 1972): exact, no window is
 * ever written out, and time is linear in the sequence times log n.
 */
export function repeatedNgrams(sequence: readonly string[], n: number): number {
  const windows = sequence.length - n + 1;
  if (windows < 1) return 0;
  let names = nameEach(sequence);
  for (let length = 1; length < n; ) {
    const longer = Math.min(2 * length, n);
    const shift = longer - length;
    const { ids, count } = names;
    // Two names fit into one number: below 2^26 of each, and a text of more words than that is no string.
    names = nameEach(Array.from({ length: ids.length - shift }, (_, i) => ids[i]! * count + ids[i + shift]!));
    length = longer;
  }
  return (windows - names.count) / windows;
}

function nameEach<Key>(keys: readonly Key[]): { ids: number[]; count: number } {
  const names = new Map<Key, number>();
  const ids = keys.map((key) => {
    const known = names.get(key);
    if (known === undefined) names.set(key, names.size);
    return known ?? names.size - 1;
  });
  return { ids, count: names.size };
}

/** The share of a text's characters that lie in lines seen earlier in it, blank ones and outer spaces apart. */
export function repeatedLines(text: string): number {
  const seen = new Set<string>();
  let all = 0;
  let repeated = 0;
  for (const untrimmed of text.split("\n")) {
    const line = untrimmed.trim();
    all += line.length;
    if (seen.has(line)) repeated += line.length;
    else seen.add(line);
  }
  return all === 0 ? 0 : repeated / all;
}
