import { composeCode, exponentOf, type Grid, mantissaOf } from "../grid.ts";
import type { Encoding } from "./encoding.ts";

const MANTISSA = 2;
const EXPONENT = MANTISSA + 1000;

/** Three tokens a number: sign (+, −), mantissa (0–999), exponent. Charton 2021, table 1. */
export function p1000(grid: Grid): Encoding {
  return {
    tokensPerNumber: 3,
    vocabularySize: EXPONENT + grid.exponents,
    write(value, tokens, offset) {
      const code = grid.code(value);
      tokens[offset] = code < 0 ? 1 : 0;
      tokens[offset + 1] = MANTISSA + mantissaOf(code);
      tokens[offset + 2] = EXPONENT + exponentOf(code);
    },
    read(tokens, offset) {
      const sign = tokens[offset]!;
      const mantissa = tokens[offset + 1]! - MANTISSA;
      const exponent = tokens[offset + 2]! - EXPONENT;
      if (sign === 0 && mantissa === 0 && exponent === 0) return 0;
      if (sign !== 0 && sign !== 1) return Number.NaN;
      if (!(mantissa >= 100 && mantissa <= 999 && exponent >= 0 && exponent < grid.exponents))
        return Number.NaN;
      return grid.value(composeCode(sign === 1 ? -1 : 1, mantissa, exponent));
    },
  };
}
