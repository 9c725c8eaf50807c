import { signed } from "../../format.ts";

/** As wide as a digit and as a point, where digits are all as wide. */
const NO_DIGIT = "\u2007";
const NO_POINT = "\u2008";

/**
 * Numbers as people read them in a column: each with the decimals it has, `places` at most, then space up to those of
 * the longest, so that points stand under points and no digit is added; with a true minus sign.
 */
export function aligned(values: readonly number[], places = 4): string[] {
  const own = values.map((value) => decimals(value, places));
  const most = Math.max(0, ...own);
  return values.map((value, i) => {
    const space = own[i] === 0 && most > 0 ? NO_POINT : "";
    return signed(value.toFixed(own[i])) + space + NO_DIGIT.repeat(most - own[i]!);
  });
}

/** @returns `+0.25`, `−1.5`, `0`: how far a value is from what it should be */
export function difference(value: number, truth: number, places = 4): string {
  const gap = value - truth;
  const text = signed(gap.toFixed(Math.min(decimals(gap, places), places)));
  return gap > 0 && Number(gap.toFixed(places)) > 0 ? `+${text}` : text;
}

const decimals = (value: number, places: number): number =>
  Number.isFinite(value) ? (/\.(\d*?)0*$/.exec(value.toFixed(places))?.[1]?.length ?? 0) : 0;
