/* Text from models is data. What no eye can see of it, or what would turn the text around it, is shown by name. */

/** Control, direction and other format characters, save line ends, tabs and the joiners that scripts and emoji need. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/gu;
const PLAIN = new Set(["\n", "\t", "\u200c", "\u200d"]);

interface Piece {
  readonly text: string;
  readonly isUnseen: boolean;
}

/** A text cut into what can be seen and what can't; put together again it is the same text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(UNSEEN)) {
    if (PLAIN.has(found)) continue;
    if (index > from) pieces.push({ text: text.slice(from, index), isUnseen: false });
    pieces.push({ text: found, isUnseen: true });
    from = index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isUnseen: false });
  return pieces;
}

/** `␛` for what has a picture, else `U+202E`. */
export function nameOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
