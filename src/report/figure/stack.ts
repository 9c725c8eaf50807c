import type { Panel, Series } from "./data.ts";

/** The areas of a panel, each from `low`, the sum of those before it, to `high`. */
export function stackedAreas({ series }: Panel): Series[] {
  const areas = series.filter(({ kind }) => kind === "area");
  const sums = areas[0]?.points.map(() => 0) ?? [];
  return areas.map((area) => ({
    ...area,
    points: area.points.map((point, i) => {
      const low = sums[i]!;
      sums[i] = low + point.y;
      return { ...point, low, high: sums[i]! };
    }),
  }));
}
