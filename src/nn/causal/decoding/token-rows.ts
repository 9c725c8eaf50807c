import { PstarError } from "../../../errors.ts";

/** Token sequences of any lengths. */
export interface TokenRows {
  /** Those of all rows, end to end. */
  readonly tokens: Int32Array;
  /** Tokens of each row. */
  readonly lengths: Int32Array;
  readonly rows: number;
}

export function tokenRows(rows: readonly ArrayLike<number>[]): TokenRows {
  const lengths = Int32Array.from(rows, (row) => row.length);
  const tokens = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  for (const row of rows) {
    tokens.set(row, end);
    end += row.length;
  }
  return { tokens, lengths, rows: rows.length };
}

/** Each row's tokens, where they lie. */
export function rowsOf({ tokens, lengths }: TokenRows): Int32Array[] {
  let end = 0;
  return Array.from(lengths, (length) => {
    end += length;
    return tokens.subarray(end - length, end);
  });
}

/** @throws PstarError naming a row that is empty or longer than a model sees */
export function refuseLengths({ lengths }: TokenRows, longest: number): void {
  const row = lengths.findIndex((length) => length < 1 || length > longest);
  if (row < 0) return;
  throw new PstarError(`text ${row} has ${lengths[row]} tokens; the model sees from 1 to ${longest}`, {
    remedy: lengths[row]! < 1 ? "begin it with the model's start token" : "shorten it",
  });
}

/**
 * Rows to be read together, those of like length, so that there is little padding; empty rows are left out.
 * @param most tokens, padding counted, read at once; a longer row is read alone
 */
export function batchesOf(rows: readonly Int32Array[], most: number): number[][] {
  const byLength = [...rows.keys()]
    .filter((row) => rows[row]!.length > 0)
    .sort((a, b) => rows[a]!.length - rows[b]!.length);
  const batches: number[][] = [];
  for (const row of byLength) {
    const last = batches.at(-1);
    if (last === undefined || (last.length + 1) * rows[row]!.length > most) batches.push([row]);
    else last.push(row);
  }
  return batches;
}
