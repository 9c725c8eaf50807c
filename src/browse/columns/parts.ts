/** Rows read by one statement. */
const size = 16_384;

/**
 * [from, to) for each read that makes a column whole: what lies from `known` on, and earlier parts that may have changed
 * since.
 */
export function* parts(
  known: number,
  rows: number,
  mayHaveChanged: (start: number, end: number) => boolean = () => false,
): Generator<readonly [from: number, to: number]> {
  for (let start = 0; start < rows; start += size) {
    const end = Math.min(start + size, rows);
    const isAgain = start < known && mayHaveChanged(start, Math.min(end, known));
    if (isAgain || end > known) yield [isAgain ? start : Math.max(start, known), end];
  }
}
