import type { Grid } from "../grid.ts";
import type { Encoding } from "./encoding.ts";

/** One token a number: sign, mantissa (100–999) and exponent at once. Charton 2021, table 1. */
export function fp15(grid: Grid): Encoding {
  const zero = grid.largestCode;
  return {
    tokensPerNumber: 1,
    vocabularySize: 2 * grid.largestCode + 1,
    write(value, tokens, offset) {
      tokens[offset] = zero + grid.code(value);
    },
    read(tokens, offset) {
      const code = tokens[offset]! - zero;
      return Math.abs(code) <= grid.largestCode ? grid.value(code) : Number.NaN;
    },
  };
}
