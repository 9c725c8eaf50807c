/**
 * The numbers an encoding can say: 0 and ±m·10^e with three-digit mantissa m in [100, 999] and e in
 * [lowestExponent, highestExponent]. Each has a code, an integer that grows with the number: 0 for zero,
 * ±(1 + 900·(e − lowestExponent) + m − 100) otherwise.
 */
export interface Grid {
  readonly exponents: number;
  readonly largestCode: number;
  /** Code of the nearest number; what is beyond the largest becomes the largest, what underflows 0. */
  code(value: number): number;
  /** The number of a code, as the double nearest to its decimal. */
  value(code: number): number;
  /** Nearest number of the grid. */
  round(value: number): number;
  /** Its shortest decimal text, e.g. `-0.5`. */
  text(value: number): string;
}

const MANTISSAS = 900;
const LEAST_MANTISSA = 100;

/** Code of sign·mantissa·10^(lowestExponent + exponent), mantissa in [100, 999]. */
export function composeCode(sign: number, mantissa: number, exponent: number): number {
  return sign * (1 + MANTISSAS * exponent + mantissa - LEAST_MANTISSA);
}

/** Mantissa of a code: in [100, 999], or 0 for zero. */
export function mantissaOf(code: number): number {
  return code === 0 ? 0 : ((Math.abs(code) - 1) % MANTISSAS) + LEAST_MANTISSA;
}

/** Exponent of a code above the grid's lowest: in [0, exponents). */
export function exponentOf(code: number): number {
  return code === 0 ? 0 : Math.floor((Math.abs(code) - 1) / MANTISSAS);
}

export function createGrid(lowestExponent: number, highestExponent: number): Grid {
  const exponents = highestExponent - lowestExponent + 1;
  const largestCode = MANTISSAS * exponents;
  const values = new Float64Array(largestCode + 1);
  const texts = ["0"];
  for (let code = 1; code <= largestCode; code++) {
    // Parsing the decimal gives the nearest double, which a product with a power of ten does not.
    values[code] = Number(`${mantissaOf(code)}e${exponentOf(code) + lowestExponent}`);
    texts.push(String(values[code]));
  }
  const lowest = Float64Array.from({ length: exponents }, (_, k) => values[1 + MANTISSAS * k]!);
  const inverseUnits = Float64Array.from({ length: exponents }, (_, k) => Number(`1e${-lowestExponent - k}`));

  const magnitudeCode = (magnitude: number): number => {
    let k = exponents - 1;
    while (k >= 0 && magnitude < lowest[k]!) k--;
    if (k < 0) return 2 * magnitude >= lowest[0]! ? 1 : 0;
    // A mantissa rounded up to 1000 gives the code of 100 at the next exponent, as it should.
    const code = composeCode(1, Math.round(magnitude * inverseUnits[k]!), k);
    return Math.min(code, largestCode);
  };
  const code = (value: number): number => (value < 0 ? -magnitudeCode(-value) : magnitudeCode(value)) + 0;
  const value = (code: number): number => (code < 0 ? -values[-code]! : values[code]!);
  const round = (number: number): number => value(code(number));
  const text = (number: number): string => {
    const found = code(number);
    return found < 0 ? `-${texts[-found]!}` : texts[found]!;
  };

  return { exponents, largestCode, code, value, round, text };
}

/**
 * The grid for matrices of entries of size `bound` whose eigenvalues are at most `largest` in magnitude: its
 * smallest non-zero number is between bound/10⁴ and bound/10³.
 */
export function gridFor(bound: number, largest: number): Grid {
  return createGrid(decimalExponent(bound) - 5, decimalExponent(largest) - 2);
}

function decimalExponent(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}
