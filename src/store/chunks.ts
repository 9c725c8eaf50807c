/** Rows read at a time: enough to make a query's start cheap, few enough to hold. */
const size = 4096;

/**
 * Reads [from, to) chunk by chunk until `read` gives less than it was asked for, so that no statement stays open
 * between two rows and the store can be written meanwhile.
 */
export function* chunked<Row>(
  from: number,
  to: number,
  read: (from: number, to: number) => readonly Row[],
): Generator<Row> {
  for (let start = from; start < to; start += size) {
    const end = Math.min(start + size, to);
    const rows = read(start, end);
    yield* rows;
    if (rows.length < end - start) return;
  }
}
