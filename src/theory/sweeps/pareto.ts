import type { RunControl } from "../runs.ts";
import { simulateWidth, type WidthOptions } from "./width.ts";

export interface ParetoOptions extends Omit<WidthOptions, "mixes"> {
  /** p₂ of the mixture that real rows alone are compared with, in [0, 1]. */
  readonly syntheticShare: number;
  /** c² of each frontier, each ≥ 0. */
  readonly shifts: readonly number[];
}

interface Value {
  readonly theory: number;
  readonly mean: number;
  readonly standardError: number;
}

/** One model: its error with n real rows, and with n rows of which a share is synthetic. */
export interface ParetoPoint {
  readonly width: number;
  /** c² of the synthetic rows. */
  readonly shift: number;
  readonly real: Value;
  readonly mixed: Value;
  /** By theory no other simulated width is better with one of the two data sets and no worse with the other. */
  readonly optimal: boolean;
}

export interface ParetoCurve {
  readonly shift: number;
  /** The closed form, finely, by width; where `optimal`, on the frontier. */
  readonly line: readonly {
    readonly width: number;
    readonly real: number;
    readonly mixed: number;
    readonly optimal: boolean;
  }[];
  /** The best width on each of the two data sets: the ends of the frontier. */
  readonly bestWidth: { readonly real: number; readonly mixed: number };
}

export interface ParetoSweep {
  readonly points: readonly ParetoPoint[];
  readonly curves: readonly ParetoCurve[];
}

/**
 * The price of synthetic rows for models of every width (Dohmatob et al. 2024, "Strong Model Collapse", Figure 1): the
 * error on n rows of which p₂ are synthetic against the error on n real ones, and the widths that are a best compromise
 * of the two, one frontier a quality. Points by quality, then width. Both errors of a run share its random numbers.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export async function simulatePareto(options: ParetoOptions, control: RunControl): Promise<ParetoSweep> {
  const { shifts, widths, syntheticShare } = options;
  const mixes = [{ syntheticShare: 0, shift: 0 }, ...shifts.map((shift) => ({ syntheticShare, shift }))];
  const { points, curves } = await simulateWidth({ ...options, mixes }, control);
  const [realLine, ...mixedLines] = curves.map(({ line }) => line);
  const valueAt = (mix: number, at: number): Value => {
    const { theory, simulation } = points[mix * widths.length + at];
    return { theory: theory.total, mean: simulation.mean, standardError: simulation.standardError };
  };
  return {
    points: shifts.flatMap((shift, i) => {
      const all = widths.map((width, at) => ({
        width,
        shift,
        real: valueAt(0, at),
        mixed: valueAt(i + 1, at),
      }));
      const optimal = frontier(all.map(({ real, mixed }) => [real.theory, mixed.theory]));
      return all.map((point, at) => ({ ...point, optimal: optimal[at] }));
    }),
    curves: shifts.map((shift, i) => {
      const pairs = realLine.map(({ width, error }, at) => ({
        width,
        real: error.total,
        mixed: mixedLines[i][at].error.total,
      }));
      const optimal = frontier(pairs.map(({ real, mixed }) => [real, mixed]));
      const bestBy = (data: "real" | "mixed") =>
        pairs.reduce((best, one) => (one[data] < best[data] ? one : best)).width;
      return {
        shift,
        line: pairs.map((pair, at) => ({ ...pair, optimal: optimal[at] })),
        bestWidth: { real: bestBy("real"), mixed: bestBy("mixed") },
      };
    }),
  };
}

/** Which points no other dominates, lower being better on both axes; a tie on both dominates neither. */
export function frontier(points: readonly (readonly [number, number])[]): boolean[] {
  const order = points.map((_, i) => i).sort((a, b) => compare(points[a], points[b]));
  const isOptimal = points.map(() => false);
  let best: readonly [number, number] = [Infinity, Infinity];
  for (const i of order) {
    const [x, y] = points[i];
    if (!(y < best[1] || (x === best[0] && y === best[1]))) continue;
    isOptimal[i] = true;
    best = [x, y];
  }
  return isOptimal;
}

const compare = (a: readonly [number, number], b: readonly [number, number]): number =>
  a[0] - b[0] || a[1] - b[1];
