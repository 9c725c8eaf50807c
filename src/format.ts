import type { Interval } from "./metrics/interval.ts";

/** 43000 → `43,000` */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** `3 rows`, `1 row` @param many where adding an s is not enough */
export const some = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A share in percent with the decimals given; what is not exactly 0 or 1 is never shown as if it were. */
export function percent(share: number, decimals = 1): string {
  if (share === 0 || share === 1) return String(share * 100);
  const step = 10 ** -decimals;
  const text = (share * 100).toFixed(decimals);
  if (Number(text) === 0) return `<${step}`;
  return Number(text) === 100 ? `>${100 - step}` : text;
}

/** An interval's estimate and ends in percent; whole numbers where it is wider than ten points each way. */
export function percents({ estimate, low, high }: Interval): Record<keyof Interval, string> {
  const decimals = high - low > 0.2 ? 0 : 1;
  const show = (share: number): string => percent(share, decimals);
  return { estimate: show(estimate), low: show(low), high: show(high) };
}

/** `41.2 [39.7, 42.8]` */
export function percentInterval(interval: Interval): string {
  const { estimate, low, high } = percents(interval);
  return `${estimate} [${low}, ${high}]`;
}

/** A difference of shares in points, with a true minus: `+3.2`, `−0.4`, `0.0`. */
export function points(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? "−" : "+"}${text}`;
}

/** 75 → `1 min 15 s` */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** 12345 rows in a second → `12,345`; 3.14159 → `3.1` */
export function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

/** 17179869184 → `16.0 GiB` */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** A score as it would be typed back: the digits a double needs, at most six significant. */
export function scoreText(score: number): string {
  return String(Number(score.toPrecision(6)));
}

/** A score as a list shows it: three digits that matter, whole where it is large, with a true minus. */
export function shortNumber(value: number): string {
  if (Number.isInteger(value)) return signed(String(value));
  return signed(Math.abs(value) < 1000 ? value.toPrecision(3) : value.toFixed(0));
}

/** A number's text with a true minus, and none before a zero. */
export const signed = (text: string): string =>
  /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", "−");

/** An amount in the currency of the prices, with the digits that matter. */
export const money = (amount: number): string =>
  amount === 0 ? "nothing" : amount >= 1 ? amount.toFixed(2) : amount.toPrecision(2);

/** `21 Nov 2026, 08:43` @param iso ISO 8601 @param timeZone the reader's own where it is left out */
export function moment(iso: string, timeZone?: string): string {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", style).format(new Date(iso));
}

/** `a`, `a and b`, `a, b and c` */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
