import type { Figure } from "./data.ts";
import { shadeDomain } from "./extent.ts";
import { formatOn } from "./number.ts";
import { type Scale, scaleOf } from "./scale.ts";
import { sizes, textWidth } from "./type.ts";

/** Pixels of one colour in the ramp. */
export const rampStep = 4;

/** How values become colours. */
export interface Shade {
  readonly label: string;
  /** Of the ramp, whole steps. */
  readonly width: number;
  /** Over the pixels of the ramp. */
  readonly scale: Scale;
  /** Place of a value on the ramp, 0 to 1. */
  readonly share: (value: number) => number;
  /** The value to a hundredth of the ramp. */
  readonly text: (value: number) => string;
}

export function shadeOf(figure: Figure, room: number): Shade | undefined {
  const axis = figure.shade;
  if (axis === undefined) return undefined;
  const width = rampStep * Math.floor(Math.min(240, room) / rampStep);
  const domain = shadeDomain(figure, axis);
  const scale = scaleOf(axis, domain, [0, width], (label) => textWidth(label, sizes.small) + 12);
  const unit = axis.format === "percent" ? 100 : 1;
  const decimals = Math.max(0, Math.ceil(-Math.log10((unit * (domain[1] - domain[0])) / 100) - 1e-9));
  const rounded = (value: number) =>
    `${(unit * value).toFixed(Math.min(decimals, 20)).replace("-", "−")}${unit === 100 ? "%" : ""}`;
  const text = axis.scale === "log" ? (value: number) => formatOn(axis, value, 2) : rounded;
  return { label: axis.label, width, scale, share: (value) => scale.at(value) / width, text };
}
