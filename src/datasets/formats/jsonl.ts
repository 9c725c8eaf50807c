import { isUtf8 } from "node:buffer";
import type { BadRow, SourceRecord } from "../record.ts";
import { wholeRows } from "./blocks.ts";
import { badRow, type Format } from "./format.ts";
import { hasBareWords, parseRow } from "./json-row.ts";

const extensions = [".jsonl", ".ndjson"];
const NEWLINE = 10;

/** One object a line. Blank lines are no rows. */
export const jsonl: Format = {
  name: "JSONL",
  fits: ({ extension, head }) =>
    extensions.includes(extension) || /^\s*\{/.test(head.toString("latin1", 0, 1_000)),
  async *read(source, { onProgress }) {
    let line = 1;
    const chunks = source.chunks((bytes) => onProgress?.(bytes, source.size));
    for await (const block of wholeRows(chunks, source.path)) {
      const rows: (SourceRecord | BadRow)[] = [];
      line = isUtf8(block) ? readText(block.toString(), line, rows) : readBytes(block, line, rows);
      if (rows.length > 0) yield rows;
    }
  },
};

/** Adds the rows of a text. @returns the number of the line after it */
function readText(text: string, firstLine: number, rows: (SourceRecord | BadRow)[]): number {
  const hasWords = hasBareWords(text);
  let line = firstLine;
  for (let from = 0; from < text.length; line++) {
    let end = text.indexOf("\n", from);
    if (end === -1) end = text.length;
    const row = text.slice(from, end);
    if (!isBlank(row)) rows.push(parseRow(row, line, hasWords));
    from = end + 1;
  }
  return line;
}

/** The same of bytes that are not all UTF-8: only the lines that are not are bad. */
function readBytes(block: Buffer, firstLine: number, rows: (SourceRecord | BadRow)[]): number {
  let line = firstLine;
  for (let from = 0; from < block.length; line++) {
    const newline = block.indexOf(NEWLINE, from);
    const end = newline === -1 ? block.length : newline;
    const bytes = block.subarray(from, end);
    if (isUtf8(bytes)) readText(bytes.toString(), line, rows);
    else rows.push(badRow(line, "is not UTF-8", bytes.toString()));
    from = end + 1;
  }
  return line;
}

const isBlank = (row: string): boolean => row.charCodeAt(0) !== 0x7b && row.trim() === "";
