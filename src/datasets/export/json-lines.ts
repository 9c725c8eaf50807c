import { createReadStream } from "node:fs";

/** U+0085, U+2028 and U+2029 end a line for some readers, though JSON lets them stand in a text. */
const lineEnds = /[\u0085\u2028\u2029]/g;

/** One line of JSON that no reader splits, with its end. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${json.replace(lineEnds, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

/**
 * The lines of a file, without their ends, in bounded memory.
 * @throws TypeError where it is no UTF-8
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let begun: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      begun.push(chunk.subarray(start, end));
      yield decoder.decode(begun.length === 1 ? begun[0] : Buffer.concat(begun));
      begun = [];
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
  if (begun.length > 0) yield decoder.decode(Buffer.concat(begun));
}
