import { type Block, element } from "./markup.ts";
import { rampStep, type Shade } from "./shade.ts";
import { rampColor } from "./theme.ts";
import { sizes, textAt } from "./type.ts";

const thickness = 12;

/** The colours of a shade with their ticks, below its name. */
export function drawRamp({ label, width, scale }: Shade): Block {
  const top = sizes.text + 8;
  const bottom = top + thickness;
  const colours = Array.from({ length: width / rampStep }, (_, i) => {
    const fill = rampColor(((i + 0.5) * rampStep) / width);
    const place = { x: i * rampStep, y: top, width: rampStep, height: thickness };
    return element("rect", { ...place, fill, "shape-rendering": "crispEdges" });
  });
  const ticks = scale.ticks.map(({ value, label }) => {
    const x = scale.at(value);
    const anchor = x < 12 ? "start" : x > width - 12 ? "end" : "middle";
    const line = { x1: x, x2: x, y1: bottom, y2: bottom + 4, stroke: "currentColor", "stroke-opacity": 0.55 };
    const text = textAt(x, bottom + 6 + sizes.small * 0.8, label, { size: sizes.small, anchor });
    return element("line", line) + text;
  });
  return { markup: [textAt(0, sizes.text, label), ...colours, ...ticks].join(""), height: bottom + 22 };
}
