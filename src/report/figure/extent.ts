import { spans } from "./cells.ts";
import type { Axis, Figure, Panel, Series } from "./data.ts";
import { stackedAreas } from "./stack.ts";

type Extent = readonly [number, number];

/** From the least to the greatest value a position axis has to show, with a little room for markers. */
export function positionDomain(figure: Figure, name: "x" | "y"): Extent {
  const axis = figure[name];
  const values = figure.panels.flatMap((panel) => [
    ...(name === "x" ? across(panel, axis) : upwards(panel, axis)),
    ...(panel.rules ?? [])
      .filter((rule) => rule.axis === name)
      .flatMap(({ value, low = value, high = value }) => [value, low, high]),
  ]);
  if (axis.names !== undefined) return [-0.5, axis.names.length - 0.5];
  const kinds = new Set(figure.panels.flatMap(({ series }) => series.map(({ kind }) => kind)));
  if (kinds.has("heat")) return domainOf(axis, values, 0);
  if (name === "x") return domainOf(axis, values, kinds.has("points") ? 0.03 : 0);
  return fromZero(axis, domainOf(axis, values, 0), domainOf(axis, values, 0.05));
}

/** The same for each panel, where it has that axis of its own. */
export function panelDomains(figure: Figure, name: "x" | "y"): Extent[] {
  const shared = positionDomain(figure, name);
  const isSeparate = figure.separate?.includes(name) ?? false;
  return figure.panels.map((panel) =>
    isSeparate ? positionDomain({ ...figure, panels: [panel] }, name) : shared,
  );
}

/** The same for the colours of values. */
export function shadeDomain(figure: Figure, axis: Axis): Extent {
  const points = figure.panels.flatMap(({ series }) => series.flatMap((one) => one.points));
  return domainOf(
    axis,
    points.map(({ value }) => value),
    0,
  );
}

function across({ series }: Panel, axis: Axis): number[] {
  return series.flatMap((one) => {
    const values = one.points.flatMap(({ x, from = x, to = x }) => [x, from, to]);
    return one.kind === "heat" ? [...spans(values, axis.scale).values()].flat() : values;
  });
}

function upwards(panel: Panel, axis: Axis): (number | undefined)[] {
  const heights = ({ kind, points }: Series) => {
    if (kind === "heat")
      return [
        ...spans(
          points.map(({ y }) => y),
          axis.scale,
        ).values(),
      ].flat();
    return points.flatMap(({ y, low, high }) =>
      kind === "band" || kind === "area" ? [low, high] : [y, low, high, ...(kind === "bars" ? [0] : [])],
    );
  };
  const others = panel.series.filter(({ kind }) => kind !== "area");
  return [...others, ...stackedAreas(panel)].flatMap(heights);
}

function domainOf(axis: Axis, values: readonly (number | undefined)[], room: number): Extent {
  if (axis.domain !== undefined) return axis.domain;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === undefined || !Number.isFinite(value) || (axis.scale === "log" && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return axis.scale === "log" ? [1, 10] : [0, 1];
  if (axis.scale === "log") {
    const ratio = low === high ? 2 : (high / low) ** room;
    return [low / ratio, high * ratio];
  }
  const margin = low === high ? Math.abs(low) / 2 || 1 : room * (high - low);
  return [low - margin, high + margin];
}

/** A quantity that comes near zero is drawn from zero. */
function fromZero(axis: Axis, [low, high]: Extent, wide: Extent): Extent {
  if (axis.scale === "log" || axis.domain !== undefined) return wide;
  if (low >= 0 && low <= high / 3) return [0, wide[1]];
  if (high <= 0 && high >= low / 3) return [wide[0], 0];
  return wide;
}
