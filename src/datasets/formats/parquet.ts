import { isUtf8 } from "node:buffer";
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { PstarError } from "../../errors.ts";
import type { Source } from "../bytes.ts";
import type { BadRow, SourceRecord } from "../record.ts";
import { badRow, type Format, MAX_FIELDS, type RecordBatch } from "./format.ts";

/** Rows decoded at a time where no column is nested; else a row group is decoded whole. */
const SLICE_ROWS = 1 << 16;
const BATCH_ROWS = 1 << 12;

/** Row group by row group, only the columns that are needed; dates become ISO texts, integers plain numbers. */
export const parquet: Format = {
  name: "Parquet",
  fits: ({ head }) => head.toString("latin1", 0, 4) === "PAR1",
  async *read(source, options) {
    try {
      yield* read(source, options);
    } catch (error) {
      if (error instanceof PstarError || (error as Error).name === "AbortError") throw error;
      throw broken(source, error);
    }
  },
};

function broken(source: Source, cause: unknown): PstarError {
  const { message } = cause as Error;
  return new PstarError(`is damaged Parquet, or was cut short: ${message.replace(/^parquet /, "")}`, {
    where: source.path,
    remedy: "get the whole file again",
    cause,
  });
}

async function* read(
  source: Source,
  { columns, limit = Number.POSITIVE_INFINITY, onProgress }: Parameters<Format["read"]>[1],
): AsyncGenerator<RecordBatch> {
  const file = await asyncBufferFromFile(source.path);
  const metadata = await parquetMetadataAsync(file);
  const { names, isNested } = chooseColumns(metadata, columns, source);
  const total = Number(metadata.num_rows);
  const open = (): ReturnType<typeof parquetScan> => scan(file, metadata, names);
  let done = 0;
  for (const group of metadata.row_groups) {
    const end = Math.min(done + Number(group.num_rows), limit);
    while (done < end) {
      const sliceEnd = Math.min(
        end,
        isNested && limit === Number.POSITIVE_INFINITY ? end : done + SLICE_ROWS,
      );
      const range = { rowStart: done, rowEnd: sliceEnd };
      // A fresh scan for each slice: one keeps the last values of every column it has read.
      const { readColumn } = await open();
      const values = await Promise.all(names.map((column) => readColumn({ column, ...range })));
      yield* batches(names, values, done, sliceEnd);
      done = sliceEnd;
      onProgress?.(Math.round((done / total) * source.size), source.size);
    }
    if (done >= limit) return;
  }
}

const scan = (file: AsyncBuffer, metadata: FileMetaData, columns: string[]): ReturnType<typeof parquetScan> =>
  parquetScan({ file, metadata, columns, compressors, parsers: { stringFromBytes } });

/** Those wanted that there are, else all. */
function chooseColumns(metadata: FileMetaData, wanted: readonly string[] | undefined, source: Source) {
  const all = parquetSchema(metadata).children;
  if (all.length > MAX_FIELDS) {
    throw new PstarError(`has ${all.length} columns, more than ${MAX_FIELDS}`, {
      exitCode: 2,
      where: source.path,
      remedy: "keep those you need",
    });
  }
  const chosen = wanted === undefined ? all : all.filter(({ element }) => wanted.includes(element.name));
  return {
    names: chosen.map(({ element }) => element.name),
    isNested: chosen.some(
      ({ children, element }) => children.length > 0 || element.repetition_type === "REPEATED",
    ),
  };
}

function* batches(
  names: readonly string[],
  columns: readonly ArrayLike<unknown>[],
  first: number,
  end: number,
): Generator<RecordBatch> {
  for (let from = first; from < end; from += BATCH_ROWS) {
    const rows: (SourceRecord | BadRow)[] = [];
    for (let row = from; row < Math.min(from + BATCH_ROWS, end); row++) {
      rows.push(record(names, columns, row - first, row + 1));
    }
    yield rows;
  }
}

function record(
  names: readonly string[],
  columns: readonly ArrayLike<unknown>[],
  place: number,
  line: number,
): SourceRecord | BadRow {
  const value: Record<string, unknown> = {};
  for (let c = 0; c < names.length; c++) {
    const field = columns[c]![place];
    const type = typeof field;
    const isPlain = type === "string" || type === "number" || type === "boolean";
    value[names[c]!] = isPlain ? field : plain(field);
    if (type === "symbol") return badRow(line, `is not UTF-8 in "${names[c]}"`, "");
  }
  return { line, value };
}

const NOT_UTF8 = Symbol("not UTF-8");
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function stringFromBytes(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined) return undefined;
  return isUtf8(bytes) ? decoder.decode(bytes) : NOT_UTF8;
}

/** Integers beyond 2⁵³ become texts, for they are ids; bytes become hexadecimal. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array | BigInt64Array, plain);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
