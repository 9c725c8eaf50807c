import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { ColumnType, TrainingRow } from "./format.ts";
import type { Sink } from "./sink.ts";

type Columns = Readonly<Record<string, ColumnType>>;

/** A row group ends at either, so that memory stays bounded whatever the texts' length. */
const MOST_ROWS = 10_000;
const MOST_CHARACTERS = 1 << 25;

/** Writes rows as Parquet with Snappy, messages as list<struct<role, content>>. Call `finish` before closing the sink. */
export function parquetRows(
  sink: Sink,
  columns: Columns,
  createdBy: string,
): { write(row: TrainingRow): void; finish(): void } {
  const bytes = new ByteWriter();
  const flush = (): void => {
    sink.write(bytes.getBytes());
    bytes.index = 0;
  };
  const parquet = new ParquetWriter({
    writer: Object.assign(bytes, { flush, finish: flush }),
    schema: schemaOf(columns),
    statistics: false,
    createdBy,
  });
  let group: TrainingRow[] = [];
  let characters = 0;

  const endGroup = (): void => {
    if (group.length === 0) return;
    const columnData = Object.keys(columns).map((name) => ({ name, data: group.map((row) => row[name]) }));
    parquet.write({ columnData, rowGroupSize: group.length });
    group = [];
    characters = 0;
  };
  return {
    write(row) {
      group.push(row);
      for (const value of Object.values(row)) characters += lengthOf(value);
      if (group.length === MOST_ROWS || characters > MOST_CHARACTERS) endGroup();
    },
    finish() {
      endGroup();
      parquet.finish();
    },
  };
}

function lengthOf(value: TrainingRow[string]): number {
  if (typeof value === "string") return value.length;
  return value.reduce((sum, { content }) => sum + content.length, 0);
}

function schemaOf(columns: Columns): SchemaElement[] {
  const elements = Object.entries(columns).flatMap(([name, type]) =>
    type === "text" ? [textElement(name)] : listElements(name, type === "marked-messages"),
  );
  return [{ name: "root", num_children: Object.keys(columns).length }, ...elements];
}

function textElement(name: string): SchemaElement {
  return {
    name,
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    logical_type: { type: "STRING" },
    repetition_type: "REQUIRED",
  };
}

/** The three-level list of the Parquet format, https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists. */
function listElements(name: string, marked: boolean): SchemaElement[] {
  return [
    {
      name,
      repetition_type: "REQUIRED",
      converted_type: "LIST",
      logical_type: { type: "LIST" },
      num_children: 1,
    },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "REQUIRED", num_children: marked ? 3 : 2 },
    textElement("role"),
    textElement("content"),
    ...(marked ? [{ name: "training", type: "BOOLEAN", repetition_type: "REQUIRED" } as const] : []),
  ];
}

/** hyparquet's own decoder takes a text's leading U+FEFF for a byte order mark, and mends what is no UTF-8. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const parsers = { stringFromBytes: (bytes: Uint8Array): string => decoder.decode(bytes) };

/** The rows of a Parquet file, a row group in memory at a time. */
export async function* readParquetRows(path: string): AsyncGenerator<unknown> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    yield* await parquetReadObjects({ file, metadata, rowStart, rowEnd, parsers });
    rowStart = rowEnd;
  }
}
