import { UNSEEN } from "../visible.ts";

/* Text from models is data. What no eye can see of it, or what would turn the text around it, is shown by name. */

interface Piece {
  readonly text: string;
  readonly isUnseen: boolean;
}

/** A text cut into what can be seen and what can't; put together again it is the same text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(UNSEEN)) {
    if (index > from) pieces.push({ text: text.slice(from, index), isUnseen: false });
    pieces.push({ text: found, isUnseen: true });
    from = index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isUnseen: false });
  return pieces;
}
