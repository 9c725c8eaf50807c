import type { Figure } from "./data.ts";

/**
 * The numbers behind a figure as CSV (RFC 4180, UTF-8): panel, series, kind, x, y, low, high, value, one row a point in
 * the figure's order, then its reference lines (`kind` is `line at x` or `line at y`). Numbers are exact, with `NaN`,
 * `Infinity` and `-Infinity`; what a point lacks is empty.
 */
export function figureCsv({ panels }: Figure): string {
  const rows = panels.flatMap(({ name = "", series, rules = [] }) => [
    ...series.flatMap(({ name: series, kind, points }) =>
      points.map(({ x, y, low, high, value }) => [name, series, kind, x, y, low, high, value]),
    ),
    ...rules.map(({ axis, value, label }) => {
      const [x, y] = axis === "x" ? [value, undefined] : [undefined, value];
      return [name, label, `line at ${axis}`, x, y, undefined, undefined, undefined];
    }),
  ]);
  const header = ["panel", "series", "kind", "x", "y", "low", "high", "value"];
  return [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(value: string | number | undefined): string {
  const text = value === undefined ? "" : Object.is(value, -0) ? "-0" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
