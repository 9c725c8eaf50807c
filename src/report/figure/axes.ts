import * as Plot from "@observablehq/plot";
import { drawMarks, type Frame } from "./plot.ts";
import type { Tick } from "./scale.ts";
import { sizes } from "./type.ts";

export const tickLength = 5;

/** Grid, ticks and their labels; `hasLabels`: of y, which the first panel of a row carries for the others. */
export function drawAxes(frame: Frame, hasLabels: boolean, hasGrid: boolean): string {
  const { x, y } = frame;
  const faint = { strokeOpacity: 0.13 };
  const named = y.isNamed ? { fontSize: sizes.small } : {};
  const line = { strokeOpacity: 0.55 };
  const text = { fontSize: sizes.text, tickSize: tickLength, label: null };
  const bare = { tickSize: 3, label: null, fill: "none", stroke: "currentColor", ...line };
  const values = { x: x.ticks.map(({ value }) => value), y: y.ticks.map(({ value }) => value) };
  // Plot leaves out some of a log scale's labels when it formats them; given as text, all stand.
  const labels = (ticks: readonly Tick[]) => ticks.map(({ label }) => label);
  const grid = [Plot.gridX(values.x, faint), Plot.gridY(values.y, faint)];
  return drawMarks(frame, [
    ...(hasGrid ? grid : []),
    Plot.axisX(values.x, { ...text, ...line, text: labels(x.ticks) }),
    Plot.axisX([...x.minor], bare),
    ...(hasLabels ? [Plot.axisY(values.y, { ...text, ...line, ...named, text: labels(y.ticks) })] : []),
    ...(hasLabels ? [Plot.axisY([...y.minor], bare)] : []),
    Plot.frame({ anchor: "bottom", ...line }),
    Plot.frame({ anchor: "left", ...line }),
  ]);
}
