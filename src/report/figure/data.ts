/** A figure as plain data: what is shown, not how. `figureSvg` draws it, `figureCsv` lists its numbers. */
export interface Figure {
  readonly title: string;
  readonly subtitle?: string;
  /** What those are told who can't see it; by default what is drawn, in a list. */
  readonly description?: string;
  readonly x: Axis;
  readonly y: Axis;
  /** What the `value` of heat cells and shaded points is; required where a point has one. */
  readonly shade?: Axis;
  /** What each kind of mark stands for, e.g. `{ line: "theory", points: "simulation ± standard error" }`. */
  readonly key?: Readonly<Partial<Record<SeriesKind, string>>>;
  /** Side by side with the same axes, wrapping; a figure of one panel needs no name for it. */
  readonly panels: readonly Panel[];
  /** Axes whose range and ticks every panel has of its own. */
  readonly separate?: readonly ("x" | "y")[];
  /** Names of the series that the legend tells of; by default all. */
  readonly legend?: readonly string[];
  /** Frames as high as they are wide, where there is the room; or higher, the wider they are. */
  readonly shape?: "square" | "tall";
}

export interface Axis {
  /** With its unit, e.g. `kept share, %`. */
  readonly label: string;
  readonly scale: "linear" | "log";
  /** Ascending. Default: all that is drawn, with a little room. What lies beyond is clipped and said. */
  readonly domain?: readonly [number, number];
  /** How ticks read; `percent` shows 0.25 as 25%. Default `number`. */
  readonly format?: "number" | "percent";
  /** Of y: the value i, counted from the bottom, is that name. */
  readonly names?: readonly string[];
}

export interface Panel {
  readonly name?: string;
  readonly series: readonly Series[];
  readonly rules?: readonly Rule[];
}

/** A reference line across the panel, at one value of an axis. */
export interface Rule {
  readonly axis: "x" | "y";
  readonly value: number;
  readonly label: string;
  /** Interval around the value, shaded. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * - `line`: through the points in their order (a curve may turn back);
 * - `points`: markers, with a bar from `low` to `high` where given, and one from `from` to `to`;
 * - `band`: shaded from `low` to `high`, both required;
 * - `area`: stacked on the areas before it in the panel, which must share its x;
 * - `bars`: of a histogram, from 0 to y between `from` and `to`, both required;
 * - `heat`: cells coloured by `value`, on the grid their x and y span.
 */
export type SeriesKind = "line" | "points" | "band" | "area" | "bars" | "heat";

export interface Series {
  /** Series of one name share one colour and one legend entry, across kinds and panels. */
  readonly name: string;
  readonly kind: SeriesKind;
  readonly points: readonly Point[];
  /** Which of the looks it has, for series that are to look alike in several figures; by default in order of appearance. */
  readonly look?: number;
  /** Thin and grey: something to compare with. */
  readonly isReference?: boolean;
}

/** NaN leaves a gap; an infinite y leaves a gap and an arrow at the edge; the figure says so below. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Interval around y; on a log axis an end that is not positive reaches the edge. */
  readonly low?: number;
  readonly high?: number;
  /** Interval around x, or the edges of a bar. */
  readonly from?: number;
  readonly to?: number;
  /** Beside a marker, where there is room for it. */
  readonly label?: string;
  /** An open marker: of another kind than the series' others. */
  readonly isOpen?: boolean;
  /** Colour, on the figure's `shade`. */
  readonly value?: number;
}
