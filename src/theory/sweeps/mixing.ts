import type { CollapseSetting } from "../collapse/setting.ts";
import { mixingTrajectory } from "../mixing/generation.ts";
import { fixedPlateau, freshPlateau } from "../mixing/plateau.ts";
import { simulateIterative } from "../mixing/simulate.ts";
import type { MeanEstimate, RunControl } from "../runs.ts";

export interface MixingOptions {
  /** samples × syntheticShare whole, width null. */
  readonly setting: CollapseSetting;
  /** α of each simulated point, in [0, 1]. */
  readonly syntheticWeights: readonly number[];
  /** ≥ 1; the first is single-step weighting. */
  readonly generations: number;
  /** Whether generations draw rows anew, or relabel the same synthetic rows beside the same real ones. */
  readonly rows: "fresh" | "fixed";
}

export interface MixingPoint {
  readonly syntheticWeight: number;
  readonly generation: number;
  /** Closed form, null where there is none. */
  readonly predicted: number | null;
  readonly error: MeanEstimate;
}

export interface MixingCurve {
  readonly syntheticWeight: number;
  /** Closed forms of the generations, the first at index 0; of fixed rows there is none but the first. */
  readonly generations: readonly number[];
  /** Where they end, null where no closed form says. */
  readonly plateau: number | null;
}

export interface MixingSweep {
  readonly points: readonly MixingPoint[];
  /** By weight from 0 to 1, finely. */
  readonly curves: readonly MixingCurve[];
}

/** Steps of the lines' weights. */
const FINE = 100;

/**
 * Test error against the weight α of the synthetic rows, for a fit and for those after it whose synthetic labels come
 * from the fit before (Dohmatob et al. 2024, "Strong Model Collapse", mixing): with ever more rows, single-step weighting
 * reaches the error of real rows alone only as α → 0. Points by weight, then generation; weights share random numbers.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export async function simulateMixing(
  { setting, syntheticWeights, generations, rows }: MixingOptions,
  { runs, seed, signal, onRun }: RunControl,
): Promise<MixingSweep> {
  const points: MixingPoint[] = [];
  for (const [i, syntheticWeight] of syntheticWeights.entries()) {
    const simulated = await simulateIterative({
      setting,
      generations,
      syntheticWeight,
      rows,
      runs,
      seed,
      signal,
      onRun: (done) => onRun?.(i * runs + done, syntheticWeights.length * runs),
    });
    points.push(...simulated.points);
  }
  const weights = Array.from({ length: FINE + 1 }, (_, i) => i / FINE);
  const known = rows === "fresh" ? generations : 1;
  const plateau = rows === "fresh" ? freshPlateau : fixedPlateau;
  return {
    points,
    curves: weights.map((syntheticWeight) => ({
      syntheticWeight,
      generations: mixingTrajectory(setting, known, syntheticWeight).map(({ error }) => error),
      plateau: plateau(setting, syntheticWeight),
    })),
  };
}
