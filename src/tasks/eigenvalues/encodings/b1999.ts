import { composeCode, exponentOf, type Grid, mantissaOf } from "../grid.ts";
import type { Encoding } from "./encoding.ts";

const ZERO = 999;
const EXPONENT = 1999;

/** Two tokens a number: signed mantissa (−999–999), exponent. Charton 2021, table 1. */
export function b1999(grid: Grid): Encoding {
  return {
    tokensPerNumber: 2,
    vocabularySize: EXPONENT + grid.exponents,
    write(value, tokens, offset) {
      const code = grid.code(value);
      tokens[offset] = ZERO + (code < 0 ? -mantissaOf(code) : mantissaOf(code));
      tokens[offset + 1] = EXPONENT + exponentOf(code);
    },
    read(tokens, offset) {
      const signed = tokens[offset]! - ZERO;
      const mantissa = Math.abs(signed);
      const exponent = tokens[offset + 1]! - EXPONENT;
      if (mantissa === 0 && exponent === 0) return 0;
      if (!(mantissa >= 100 && mantissa <= 999 && exponent >= 0 && exponent < grid.exponents))
        return Number.NaN;
      return grid.value(composeCode(Math.sign(signed), mantissa, exponent));
    },
  };
}
