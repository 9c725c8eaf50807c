import type { Grid } from "../grid.ts";

/** How a number of a grid becomes tokens, and back. */
export interface Encoding {
  readonly tokensPerNumber: number;
  /** Tokens are in [0, vocabularySize). */
  readonly vocabularySize: number;
  /** Writes the grid's number nearest to `value` at `tokens[offset…]`. */
  write(value: number, tokens: Int32Array, offset: number): void;
  /** The number at `tokens[offset…]`; NaN for tokens that `write` never writes. */
  read(tokens: ArrayLike<number>, offset: number): number;
}

export type CreateEncoding = (grid: Grid) => Encoding;
