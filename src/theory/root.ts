import { PstarError } from "../errors.ts";

/** Of log x: two units in its last place. */
const PRECISION = 2 ** -51;
const MOST_STEPS = 200;

/**
 * The root of `f` in [low, high], 0 < low < high, where f has one sign at low and the other at high: bracketed in log x
 * throughout, by inverse quadratic interpolation where that is safe and bisection elsewhere (Chandrupatla 1997, Adv.
 * Eng. Software 28(3)). Relative accuracy 2⁻⁵¹ · max(1, |log x|), as far as f's own rounding allows.
 *
 * @throws PstarError when the signs at the ends do not differ, when f is NaN, or when the bracket does not close
 */
export function positiveRoot(f: (x: number) => number, low: number, high: number): number {
  const at = (logX: number): number => {
    const value = f(Math.exp(logX));
    if (Number.isNaN(value)) fail(`f(${Math.exp(logX)}) is not a number`);
    return value;
  };
  let [a, b] = [Math.log(low), Math.log(high)];
  let [fa, fb] = [at(a), at(b)];
  if (fa === 0) return low;
  if (fb === 0) return high;
  if (!(fa < 0 !== fb < 0)) fail(`f is ${fa} at ${low} and ${fb} at ${high}`);
  let [c, fc] = [a, fa];
  let part = 0.5;
  for (let step = 0; step < MOST_STEPS; step++) {
    const x = a + part * (b - a);
    const fx = at(x);
    if (fx < 0 === fa < 0) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const least = (PRECISION * Math.max(1, Math.abs(best))) / Math.abs(b - a);
    if (fx === 0 || least > 0.5) return Math.exp(fx === 0 ? x : best);
    part = Math.min(1 - least, Math.max(least, interpolate(a, fa, b, fb, c, fc)));
  }
  fail(`[${low}, ${high}] is not closed after ${MOST_STEPS} steps`);
}

/** The share of the way from a to b at which to try next, c being the point before. */
function interpolate(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  const pull = (fa / (fb - fa)) * (fc / (fb - fc));
  return pull + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
}

function fail(message: string): never {
  throw new PstarError(message, { where: "positiveRoot" });
}
