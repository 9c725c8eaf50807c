import type { Figure, Point } from "./data.ts";

/** What few figures have; a column each where a point has one. */
const extras = ["from", "to", "label", "isOpen"] as const satisfies readonly (keyof Point)[];

/**
 * The numbers behind a figure as CSV (RFC 4180, UTF-8): panel, series, kind, x, y, low, high, value, one row a point in
 * the figure's order, then its reference lines (`kind` is `line at x` or `line at y`). Numbers are exact, with `NaN`,
 * `Infinity` and `-Infinity`; what a point lacks is empty. Where points have them, `from`, `to`, `label` and `isOpen` follow; where y
 * is an axis of names, y is the name.
 */
export function figureCsv({ panels, y: axis }: Figure): string {
  const all = panels.flatMap(({ series }) => series.flatMap(({ points }) => points));
  const further = extras.filter((name) => all.some((point) => point[name] !== undefined));
  const rows = panels.flatMap(({ name = "", series, rules = [] }) => [
    ...series.flatMap(({ name: series, kind, points }) =>
      points.map((point) => {
        const { x, y, low, high, value } = point;
        const place = axis.names?.[y] ?? y;
        return [name, series, kind, x, place, low, high, value, ...further.map((one) => point[one])];
      }),
    ),
    ...rules.map(({ axis, value, label, low, high }) => {
      const [x, y] = axis === "x" ? [value, undefined] : [undefined, value];
      return [name, label, `line at ${axis}`, x, y, low, high, undefined, ...further.map(() => undefined)];
    }),
  ]);
  return csv(["panel", "series", "kind", "x", "y", "low", "high", "value", ...further], rows);
}

type Field = string | number | boolean | null | undefined;

/** RFC 4180, with a header. */
export const csv = (header: readonly string[], rows: readonly (readonly Field[])[]): string =>
  [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");

function field(value: Field): string {
  const text = value === undefined || value === null ? "" : Object.is(value, -0) ? "-0" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
