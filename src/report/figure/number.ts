import type { Axis } from "./data.ts";

/** A number to so many significant digits, without a machine's noise: 0.30000000000000004 is 0.3. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3 || magnitude >= 1e6) {
    const [mantissa, exponent] = magnitude.toExponential(digits - 1).split("e");
    const short = Number(mantissa);
    return `${value < 0 ? "−" : ""}${short === 1 ? "" : `${short}×`}${powerOfTen(Number(exponent))}`;
  }
  const [whole, fraction] = String(Number(magnitude.toPrecision(digits))).split(".");
  const grouped = whole!.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return `${value < 0 ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

export const powerOfTen = (exponent: number): string =>
  `10${[...String(exponent)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("")}`;

/** A value as the axis reads it. */
export function formatOn(axis: Pick<Axis, "format">, value: number, digits = 3): string {
  return axis.format === "percent" ? `${formatNumber(value * 100, digits)}%` : formatNumber(value, digits);
}
