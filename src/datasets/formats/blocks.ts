import { PstarError } from "../../errors.ts";
import { MAX_ROW_BYTES } from "./format.ts";

const NEWLINE = 10;

/**
 * Cuts a stream of bytes after its last row end again and again, so that a block holds whole rows only.
 *
 * @param endOf where the last row of a chunk ends (the place after it), 0 where none does. By default the last newline.
 * @throws PstarError when a row is longer than 256 MiB
 */
export async function* wholeRows(
  chunks: AsyncIterable<Buffer>,
  path: string,
  endOf = (chunk: Buffer): number => chunk.lastIndexOf(NEWLINE) + 1,
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const end = endOf(chunk);
    if (end > 0) {
      pieces.push(chunk.subarray(0, end));
      yield pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      pieces = [];
      size = 0;
    }
    if (end < chunk.length) pieces.push(chunk.subarray(end));
    size += chunk.length - end;
    if (size > MAX_ROW_BYTES) throw tooLong(path);
  }
  if (size > 0) yield Buffer.concat(pieces);
}

function tooLong(path: string): PstarError {
  return new PstarError("has a row of more than 256 MiB", {
    where: path,
    remedy: "check that it is a file of rows, one a line, and that every quote is closed",
  });
}
