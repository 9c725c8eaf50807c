/**
 * GPT-2's alphabet: one printable character for each byte, so that pieces of raw bytes are text. Bytes that print stand for
 * themselves; the other 68 are U+0100, U+0101, … in the order of their values.
 */
export const byteCharacters: readonly string[] = alphabet();

function alphabet(): string[] {
  const prints = (byte: number): boolean =>
    (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
}

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text, each as its character. */
export function byteText(text: string): string {
  let result = "";
  for (const byte of encoder.encode(text)) result += byteCharacters[byte];
  return result;
}
