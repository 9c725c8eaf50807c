export { type BadRows, createBadRows } from "./bad-rows.ts";
export { type ColumnOptions, type FileColumns, readColumns } from "./columns.ts";
export type { ReadOptions, RecordBatch } from "./formats/format.ts";
export type { Labels } from "./interpret.ts";
export { completeMapping, fieldsOf, sampleRecords } from "./mapping.ts";
export { readRecords } from "./read.ts";
export {
  type BadRow,
  type ImportedRow,
  type Mapping,
  type Message,
  type Prompt,
  promptText,
  type SourceRecord,
} from "./record.ts";
export { readRows } from "./rows.ts";
