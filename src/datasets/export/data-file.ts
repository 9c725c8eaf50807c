import type { ColumnType, FileKind, TrainingRow } from "./format.ts";
import { jsonLine, readLines } from "./json-lines.ts";
import { parquetRows, readParquetRows } from "./parquet.ts";
import { openSink, type Written } from "./sink.ts";

/** A file of training rows being written. */
export interface DataFile {
  write(row: TrainingRow): void;
  close(): Written & { readonly rows: number };
  /** Lets go of the file as it is, closed before or not. */
  abandon(): void;
}

export interface DataFileOptions {
  readonly kind: FileKind;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Software that writes it. */
  readonly createdBy: string;
}

/** @throws PstarError, from each call, where the file can't be written */
export function openDataFile(path: string, { kind, columns, createdBy }: DataFileOptions): DataFile {
  const sink = openSink(path);
  const parquet = kind === "parquet" ? parquetRows(sink, columns, createdBy) : null;
  let rows = 0;
  return {
    write(row) {
      rows++;
      if (parquet === null) sink.write(jsonLine(row));
      else parquet.write(row);
    },
    close() {
      parquet?.finish();
      return { rows, ...sink.close() };
    },
    abandon: sink.abandon,
  };
}

/** Every row of a data file as it stands there. */
export async function* readDataFile(path: string, kind: FileKind): AsyncGenerator<unknown> {
  if (kind === "parquet") yield* readParquetRows(path);
  else for await (const line of readLines(path)) yield JSON.parse(line);
}
