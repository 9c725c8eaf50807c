/** Byte-pair encoding as it is told: count all pairs afresh, join the first of the most frequent everywhere, repeat. */
export function bruteForceMerges(
  words: ReadonlyMap<string, number>,
  first: readonly string[],
  size: number,
  minimumFrequency: number,
): string[] {
  const pieces = [...first];
  const merges: string[] = [];
  let rows = [...words].map(([word, count]) => ({ row: [...word], count }));
  while (pieces.length < size) {
    const counts = new Map<string, number>();
    for (const { row, count } of rows) {
      for (let i = 0; i + 1 < row.length; i++) {
        const pair = `${row[i]} ${row[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    }
    const ids = (pair: string): [number, number] => {
      const [left, right] = pair.split(" ");
      return [pieces.indexOf(left!), pieces.indexOf(right!)];
    };
    const [best] = [...counts].sort(([a, n], [b, m]) => {
      const [first, second] = [ids(a), ids(b)];
      return m - n || first[0] - second[0] || first[1] - second[1];
    });
    if (best === undefined || best[1] < minimumFrequency) break;
    merges.push(best[0]);
    const [left, right] = best[0].split(" ") as [string, string];
    pieces.push(left + right);
    rows = rows.map(({ row, count }) => ({ row: joined(row, left, right), count }));
  }
  return merges;
}

function joined(row: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let i = 0; i < row.length; i++) {
    if (row[i] === left && row[i + 1] === right) {
      result.push(left + right);
      i++;
    } else result.push(row[i]!);
  }
  return result;
}
