import { isUtf8 } from "node:buffer";
import { type CsvError, parse } from "csv-parse/sync";
import { PstarError } from "../../errors.ts";
import type { Source } from "../bytes.ts";
import type { BadRow, SourceRecord } from "../record.ts";
import { wholeRows } from "./blocks.ts";
import { badRow, type Format, MAX_FIELDS, type RecordBatch } from "./format.ts";

const [NEWLINE, RETURN, QUOTE] = [10, 13, 34];

/** Comma-separated values (RFC 4180) below a row of names. Every field is a text, empty where there is none. */
export const csv: Format = separated("CSV", [".csv"], ",");
/** The same with tabs. */
export const tsv: Format = separated("TSV", [".tsv", ".tab"], "\t");

function separated(name: string, extensions: readonly string[], delimiter: string): Format {
  return {
    name,
    fits: ({ extension }) => extensions.includes(extension),
    async *read(source, { onProgress }) {
      const finder = createRowFinder(delimiter);
      const chunks = source.chunks((bytes) => onProgress?.(bytes, source.size));
      let header: Header | undefined;
      for await (const block of wholeRows(chunks, source.path, finder.endOfRows)) {
        const rows = finder.take(block);
        if (header === undefined && rows.length > 0) header = readHeader(rows.shift()!, delimiter, source);
        if (header !== undefined && rows.length > 0) yield readRows(rows, header, delimiter);
      }
    },
  };
}

/** The bytes of one row, its line break among them, and the line it begins in. */
interface RawRow {
  readonly bytes: Buffer;
  readonly line: number;
}

/** Finds where rows end: at the line breaks that stand outside quotes. A quote opens only where a field begins. */
function createRowFinder(delimiter: string) {
  const separator = delimiter.charCodeAt(0);
  let isQuoted = false;
  let isFieldStart = true;
  let hasJustClosed = false;
  let line = 1;
  /** Bytes of the row that has begun, in earlier chunks. */
  let begun = 0;
  /** Of the rows found since the last `take`: bytes, and lines they span. */
  let lengths: number[] = [];
  let spans: number[] = [];
  let span = 0;

  const endOfRows = (chunk: Buffer): number => {
    let end = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === NEWLINE) span++;
      if (isQuoted) {
        if (byte === QUOTE) {
          isQuoted = false;
          hasJustClosed = true;
        }
        continue;
      }
      if (byte === QUOTE && (isFieldStart || hasJustClosed)) isQuoted = true;
      hasJustClosed = false;
      isFieldStart = byte === separator || byte === NEWLINE;
      if (byte !== NEWLINE) continue;
      lengths.push(i + 1 - end + begun);
      spans.push(span);
      begun = span = 0;
      end = i + 1;
    }
    begun += chunk.length - end;
    return end;
  };

  /** The rows of a block of whole rows, blank lines left out. The last block's last row may lack its line break. */
  const take = (block: Buffer): RawRow[] => {
    const rows: RawRow[] = [];
    let from = 0;
    const add = (bytes: Buffer, lines: number): void => {
      if (!isBlank(bytes)) rows.push({ bytes, line });
      line += lines;
    };
    for (const [i, length] of lengths.entries()) {
      add(block.subarray(from, from + length), spans[i]!);
      from += length;
    }
    if (from < block.length) add(block.subarray(from), 1);
    lengths = [];
    spans = [];
    return rows;
  };

  return { endOfRows, take };
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === NEWLINE || byte === RETURN);

/** The names of the columns, null where one has none: it is left out, as the index that pandas writes. */
type Header = readonly (string | null)[];

function readHeader({ bytes, line }: RawRow, delimiter: string, source: Source): Header {
  const refuse = (message: string, remedy: string): PstarError =>
    new PstarError(message, { exitCode: 2, where: `${source.path}:${line}`, remedy });
  if (!isUtf8(bytes)) throw refuse("its header is not UTF-8", "save the file as UTF-8");
  const [names] = parseRows(bytes.toString(), delimiter, (message) => {
    throw refuse(`its header can't be read: it ${message}`, "write the columns' names in its first line");
  });
  if (names!.length > MAX_FIELDS) {
    throw refuse(`has ${names!.length} columns, more than ${MAX_FIELDS}`, "keep those you need");
  }
  const seen = new Set<string>();
  return names!.map((text) => {
    const name = text.trim();
    if (name === "") return null;
    if (seen.has(name)) throw refuse(`has two columns named "${name}"`, "rename one of them");
    seen.add(name);
    return name;
  });
}

/** All rows at once where they are sound, else one by one to tell which are not. */
function readRows(rows: readonly RawRow[], header: Header, delimiter: string): RecordBatch {
  const whole = Buffer.concat(rows.map(({ bytes }) => bytes));
  if (isUtf8(whole)) {
    const parsed = parseRows(whole.toString(), delimiter, () => []);
    if (parsed.length === rows.length) {
      return parsed.map((values, i) => record(values, rows[i]!, header));
    }
  }
  return rows.map((row) => {
    const text = row.bytes.toString();
    if (!isUtf8(row.bytes)) return badRow(row.line, "is not UTF-8", text);
    let reason = "can't be read";
    const [values] = parseRows(text, delimiter, (message) => {
      reason = message;
      return [];
    });
    return values === undefined ? badRow(row.line, reason, text) : record(values, row, header);
  });
}

function record(values: readonly string[], row: RawRow, header: Header): SourceRecord | BadRow {
  if (values.length !== header.length) {
    const reason = `has ${values.length} fields where the header names ${header.length}`;
    return badRow(row.line, reason, row.bytes.toString());
  }
  const value: Record<string, unknown> = {};
  for (let i = 0; i < header.length; i++) {
    const name = header[i];
    if (name !== null) value[name!] = values[i];
  }
  return { line: row.line, value };
}

function parseRows(text: string, delimiter: string, onError: (reason: string) => string[][]): string[][] {
  try {
    const options = { delimiter, record_delimiter: ["\r\n", "\n"], relax_column_count: true };
    return parse(text, { ...options, relax_quotes: true });
  } catch (error) {
    const { code, message } = error as CsvError;
    return onError(code === "CSV_QUOTE_NOT_CLOSED" ? "has a quote that is never closed" : message);
  }
}
