import type { Figure, Point } from "../../report/figure.ts";

/** The figure without what its log axes have no place for, an error of exactly 0 among them; the subtitle says so. */
export function drawable(figure: Figure): Figure {
  const fits = ({ x, y }: Point): boolean =>
    !(figure.x.scale === "log" && x <= 0) && !(figure.y.scale === "log" && y <= 0);
  let left = 0;
  const panels = figure.panels.map((panel) => ({
    ...panel,
    series: panel.series.map((series) => {
      const points = series.points.filter(fits);
      left += series.points.length - points.length;
      return { ...series, points };
    }),
    ...(panel.rules && {
      rules: panel.rules.filter(({ axis, value }) => !(figure[axis].scale === "log" && value <= 0)),
    }),
  }));
  if (left === 0) return figure;
  const note = "zeros have no place on a log axis and are left out";
  return {
    ...figure,
    panels,
    subtitle: figure.subtitle === undefined ? note : `${figure.subtitle}; ${note}`,
  };
}
