import { type CollapseError, collapseError } from "../collapse/error.ts";
import { type StandardOptions, standardSetting } from "../collapse/setting.ts";
import type { RunControl } from "../runs.ts";
import { geometric } from "./geometric.ts";
import { type Compared, compared, drawnShare } from "./settings.ts";

/** A mixture of real and synthetic rows: how many of them and how good they are. */
export interface Mix {
  /** p₂, in [0, 1]. */
  readonly syntheticShare: number;
  /** c² ≥ 0. */
  readonly shift: number;
}

export interface WidthOptions extends Omit<StandardOptions, "width" | keyof Mix> {
  /** One curve each. */
  readonly mixes: readonly Mix[];
  /** m of the simulated points, whole, ≥ 1. */
  readonly widths: readonly number[];
}

export interface WidthPoint extends Mix, Compared {
  readonly width: number;
}

export interface WidthCurve extends Mix {
  /** The closed form and its parts, finely, from the narrowest to the widest. */
  readonly line: readonly { readonly width: number; readonly error: CollapseError }[];
}

export interface WidthSweep {
  readonly points: readonly WidthPoint[];
  readonly curves: readonly WidthCurve[];
}

/** Points of each line, besides the peak itself. */
const FINE = 240;

/**
 * Test error against the width of a random projection (Dohmatob et al. 2024, "Strong Model Collapse", Figures 4 and 5),
 * and its parts B, V and ζ (Figure 2): double descent with its peak at m = n where n < d, and a collapse that a wider
 * model can make worse. Points by mix, then width.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export async function simulateWidth(options: WidthOptions, control: RunControl): Promise<WidthSweep> {
  const { mixes, widths, samples } = options;
  const settingOf = (mix: Mix, width: number) => standardSetting({ ...options, ...mix, width });
  const asked = mixes.flatMap((mix) => widths.map((width) => ({ ...mix, width })));
  const results = await compared(
    asked.map(({ width, ...mix }) =>
      settingOf({ ...mix, syntheticShare: drawnShare(mix.syntheticShare, samples) }, width),
    ),
    control,
  );
  const [low, high] = [Math.min(...widths), Math.max(...widths)];
  const fine = [...geometric(low, high, FINE), samples].filter((width) => width >= low && width <= high);
  fine.sort((a, b) => a - b);
  return {
    points: asked.map((point, i) => ({ ...point, ...results[i] })),
    curves: mixes.map((mix) => {
      const setting = settingOf(mix, low);
      return { ...mix, line: fine.map((width) => ({ width, error: collapseError({ ...setting, width }) })) };
    }),
  };
}
