/**
 * Numbers as people read them in a column: as many decimals each as the one that needs most, `places` at most, and a
 * true minus sign, so that digits stand under digits.
 */
export function aligned(values: readonly number[], places = 4): string[] {
  const needed = Math.max(0, ...values.map((value) => decimals(value, places)));
  return values.map((value) => signed(value.toFixed(needed)));
}

/** @returns `+0.25`, `−1.5`, `0`: how far a value is from what it should be */
export function difference(value: number, truth: number, places = 4): string {
  const gap = value - truth;
  const text = signed(gap.toFixed(Math.min(decimals(gap, places), places)));
  return gap > 0 && Number(gap.toFixed(places)) > 0 ? `+${text}` : text;
}

const decimals = (value: number, places: number): number =>
  Number.isFinite(value) ? (/\.(\d*?)0*$/.exec(value.toFixed(places))?.[1]?.length ?? 0) : 0;

const signed = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", "−"));
