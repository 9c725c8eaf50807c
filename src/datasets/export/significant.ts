import type { Interval } from "../../metrics/interval.ts";

/** Digits of an interval of no width, which is a count rather than an estimate. */
const EXACT_DECIMALS = 3;

/**
 * `0.83 [0.78, 0.88]`: digits down to those of the half-width that count, its first two where they begin with 100 … 354
 * and else its first (Particle Data Group, Review of Particle Physics, introduction, §5.3).
 */
export function intervalText({ estimate, low, high }: Interval): string {
  const decimals = decimalsFor((high - low) / 2);
  return `${shareText(estimate, decimals)} [${shareText(low, decimals)}, ${shareText(high, decimals)}]`;
}

/** Decimals that an uncertainty in [0, 1] leaves to the value it belongs to. */
export function decimalsFor(uncertainty: number): number {
  if (!(uncertainty > 0)) return EXACT_DECIMALS;
  const exponent = Math.floor(Math.log10(uncertainty));
  const leading = Math.round((uncertainty / 10 ** exponent) * 100);
  return Math.min(6, Math.max(0, (leading < 355 ? 1 : 0) - exponent));
}

/** A share of 0 … 1; what is not exactly 0 or 1 is never shown as if it were. */
export function shareText(share: number, decimals = 2): string {
  if (share === 0 || share === 1) return String(share);
  const text = share.toFixed(decimals);
  const step = 10 ** -decimals;
  if (Number(text) === 0) return `<${step.toFixed(decimals)}`;
  return Number(text) === 1 ? `>${(1 - step).toFixed(decimals)}` : text;
}

/** A probability known from a few thousand draws: never 0 or 1. */
export function probabilityText(probability: number): string {
  return shareText(Math.min(1 - 1e-9, Math.max(1e-9, probability)), 3);
}

/** 43000 → `43,000` */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}
