import { isUtf8 } from "node:buffer";
import { PstarError } from "../../errors.ts";
import type { BadRow, SourceRecord } from "../record.ts";
import { badRow, type Format, MAX_ROW_BYTES } from "./format.ts";
import { hasBareWords, parseRow } from "./json-row.ts";

const [TAB, NEWLINE, RETURN, SPACE, QUOTE, COMMA] = [9, 10, 13, 32, 34, 44];
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 92, 93, 123, 125];

/** One list of objects, cut into its elements byte by byte: it need not fit into memory. */
export const jsonArray: Format = {
  name: "JSON array",
  fits({ extension, head }) {
    const start = head.toString("latin1", 0, 1_000);
    return extension === ".json" ? /^\s*\[/.test(start) : /^\s*\[\s*[{\]]/.test(start);
  },
  async *read(source, { onProgress }) {
    const elements = createSplitter(source.path);
    for await (const chunk of source.chunks((bytes) => onProgress?.(bytes, source.size))) {
      const rows = elements.add(chunk);
      if (rows.length > 0) yield rows;
    }
    elements.end();
  },
};

/** Follows the nesting of lists, objects and strings through chunks that may end anywhere. */
function createSplitter(path: string) {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isClosed = false;
  let line = 1;
  /** Of the element that is being read: its bytes in earlier chunks, the line it began in, whether it has begun. */
  let pieces: Buffer[] = [];
  let pieceBytes = 0;
  let elementLine = 1;
  let hasBegun = false;
  let elements = 0;

  const broken = (what: string, remedy: string): PstarError =>
    new PstarError(what, { where: `${path}:${line}`, remedy });

  const take = (last: Buffer, rows: (SourceRecord | BadRow)[]): void => {
    const bytes = pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
    pieces = [];
    pieceBytes = 0;
    elements++;
    const text = bytes.toString();
    const at = hasBegun ? elementLine : line;
    hasBegun = false;
    rows.push(isUtf8(bytes) ? parseRow(text, at, hasBareWords(text)) : badRow(at, "is not UTF-8", text));
  };

  const add = (chunk: Buffer): (SourceRecord | BadRow)[] => {
    const rows: (SourceRecord | BadRow)[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === NEWLINE) line++;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInString = false;
        continue;
      }
      if (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB) continue;
      if (isClosed) throw broken("goes on after its list", "keep one list, or write one row a line (.jsonl)");
      if (depth === 0) {
        depth = 1;
        start = i + 1;
        continue;
      }
      const isEnd = depth === 1 && (byte === COMMA || byte === CLOSE_LIST);
      if (isEnd) {
        const isEmptyList = byte === CLOSE_LIST && !hasBegun && elements === 0;
        if (!isEmptyList) take(chunk.subarray(start, i), rows);
        start = i + 1;
        isClosed = byte === CLOSE_LIST;
        continue;
      }
      if (!hasBegun) {
        hasBegun = true;
        elementLine = line;
      }
      if (byte === QUOTE) isInString = true;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
      else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && depth > 1) depth--;
    }
    if (!isClosed && depth > 0 && start < chunk.length) {
      pieces.push(chunk.subarray(start));
      pieceBytes += chunk.length - start;
      if (pieceBytes > MAX_ROW_BYTES)
        throw broken("has a row of more than 256 MiB", "check that it is a list of rows");
    }
    return rows;
  };

  const end = (): void => {
    if (!isClosed) throw broken("ends before its list does", "get the whole file: it was cut short");
  };

  return { add, end };
}
