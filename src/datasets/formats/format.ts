import type { Source } from "../bytes.ts";
import type { BadRow, SourceRecord } from "../record.ts";

/** Rows in file order, those that can't be taken among them. */
export type RecordBatch = readonly (SourceRecord | BadRow)[];

export interface ReadOptions {
  /** The fields that are needed, so that a format of columns need not read the others; all by default. */
  readonly columns?: readonly string[];
  /** Rows after which the caller will stop. */
  readonly limit?: number;
  /** @param bytes of the file's `total` that have been read */
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A kind of file that holds rows. */
export interface Format {
  readonly name: string;
  /** Whether a file with this head and this extension is one. */
  fits(source: Source): boolean;
  read(source: Source, options: ReadOptions): AsyncGenerator<RecordBatch>;
}

/** More fields than any table has: a row with more is nonsense and would only fill the memory. */
export const MAX_FIELDS = 16_384;
/** The longest row that is read, in bytes. */
export const MAX_ROW_BYTES = 1 << 28;
const MAX_TEXT = 1_000;

export function badRow(line: number, reason: string, text: string): BadRow {
  return { line, reason, text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text };
}
