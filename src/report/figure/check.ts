import { PstarError } from "../../errors.ts";
import type { Axis, Figure, Panel, Point, Series } from "./data.ts";

/** Throws a PstarError that names the panel, series and point for what no drawing could show truly. */
export function checkFigure(figure: Figure): void {
  const { title, x, y, shade, panels } = figure;
  const inFigure = (what: string) => `figure “${title}”, ${what}`;
  for (const [name, axis] of Object.entries({ x, y, ...(shade && { shade }) }))
    checkAxis(axis, inFigure(`${name} axis`));
  if (panels.length === 0) fail("a figure needs a panel", inFigure("panels"), "give at least one");
  for (const [i, panel] of panels.entries()) {
    const place = panel.name ?? (panels.length === 1 ? undefined : `panel ${i + 1}`);
    const where = (what: string) => inFigure(place === undefined ? what : `${place}, ${what}`);
    for (const series of panel.series) checkSeries(figure, series, where(`series “${series.name}”`));
    for (const rule of panel.rules ?? []) {
      if (!Number.isFinite(rule.value))
        fail("a reference line must be finite", where(`line “${rule.label}”`));
      checkInterval("line", { x: 0, y: rule.value, ...rule }, where(`line “${rule.label}”`));
      requirePositive(rule.value, figure[rule.axis], rule.axis, where(`line “${rule.label}”`));
    }
    checkStack(figure, panel, where("areas"));
  }
}

function checkAxis({ domain, scale }: Axis, where: string): void {
  if (domain === undefined) return;
  const [low, high] = domain;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    fail(`its domain ${low} to ${high} is no range`, where, "give two finite numbers, the smaller first");
  }
  if (scale === "log" && low <= 0) fail(`a log scale has no ${low}`, where, "start its domain above 0");
}

function checkSeries(figure: Figure, { name, kind, points }: Series, where: string): void {
  if (name.trim() === "") fail("a series needs a name", where);
  for (const [i, point] of points.entries()) {
    const place = `${where}, point ${i + 1} (x = ${point.x}, y = ${point.y})`;
    requirePositive(point.x, figure.x, "x", place);
    if (kind !== "band") requirePositive(point.y, figure.y, "y", place);
    checkInterval(kind, point, place);
    if (kind === "heat" && point.value === undefined)
      fail("a cell has no value", place, "give each point a value");
    if (point.value === undefined) continue;
    if (figure.shade === undefined) fail("a value has no scale", place, "give the figure a `shade` axis");
    requirePositive(point.value, figure.shade, "value", place);
  }
}

function checkInterval(kind: Series["kind"], { low, high, from, to }: Point, where: string): void {
  if (kind === "band" && (low === undefined || high === undefined)) {
    fail("a band needs low and high at every point", where, "give both, NaN for a gap");
  }
  if (kind === "bars" && (from === undefined || to === undefined))
    fail("a bar has no edges", where, "give from and to");
  if (low !== undefined && high !== undefined && low > high) fail(`low ${low} is above high ${high}`, where);
  if (from !== undefined && to !== undefined && from > to) fail(`from ${from} is above to ${to}`, where);
}

function requirePositive(value: number, axis: Axis, name: string, where: string): void {
  if (axis.scale !== "log" || !(value <= 0)) return;
  fail(`a log scale has no place for ${name} = ${value}`, where, "leave it out, or make that axis linear");
}

/** Stacked areas add up only where they share their x, from zero. */
function checkStack(figure: Figure, { series }: Panel, where: string): void {
  const [first, ...others] = series.filter(({ kind }) => kind === "area");
  if (first === undefined) return;
  if (figure.y.scale === "log") fail("stacked areas start at 0", where, "make the y axis linear");
  for (const { name, points } of others) {
    const isSame =
      points.length === first.points.length && points.every(({ x }, i) => x === first.points[i]!.x);
    if (!isSame) fail(`“${name}” and “${first.name}” have different x`, where, "give every area the same x");
  }
}

function fail(message: string, where: string, remedy?: string): never {
  throw new PstarError(message, { where, ...(remedy !== undefined && { remedy }) });
}
