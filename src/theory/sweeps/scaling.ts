import { collapseError } from "../collapse/error.ts";
import { plateau } from "../collapse/limits.ts";
import { refuse, type StandardOptions, standardSetting } from "../collapse/setting.ts";
import type { RunControl } from "../runs.ts";
import { geometric, geometricWhole } from "./geometric.ts";
import { type Compared, compared, drawnShare } from "./settings.ts";

export interface ScalingOptions extends Omit<StandardOptions, "samples" | "syntheticShare"> {
  /** p₂ of each curve, in [0, 1]. */
  readonly syntheticShares: readonly number[];
  /** n of the first simulated point, whole, ≥ 1. */
  readonly fewestSamples: number;
  /** n of the last, whole, ≥ fewestSamples. */
  readonly mostSamples: number;
  /** Simulated points of each curve, evenly on a log axis, ≥ 2. */
  readonly steps: number;
}

export interface ScalingPoint extends Compared {
  /** p₂ asked for; the theory is of the whole number of synthetic rows drawn. */
  readonly syntheticShare: number;
  readonly samples: number;
}

export interface ScalingCurve {
  readonly syntheticShare: number;
  /** The error that no number of samples goes below, as λ → 0: p₂²c² without a projection. */
  readonly plateau: number;
  /** The closed form, finely. */
  readonly line: readonly { readonly samples: number; readonly error: number }[];
}

export interface ScalingSweep {
  readonly points: readonly ScalingPoint[];
  readonly curves: readonly ScalingCurve[];
}

/** Points of each line. */
const FINE = 161;

/**
 * Test error against the number of samples for several shares of synthetic rows (Dohmatob et al. 2024, "Strong Model
 * Collapse", Figure 3): every p₂ > 0 flattens at its plateau, p₂ = 0 goes on falling. Points by share, then samples.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export async function simulateScaling(options: ScalingOptions, control: RunControl): Promise<ScalingSweep> {
  const { syntheticShares, fewestSamples, mostSamples, steps } = options;
  if (mostSamples < fewestSamples) refuse("mostSamples", `${fewestSamples} or more`, mostSamples);
  const base = standardSetting({ ...options, samples: fewestSamples, syntheticShare: 0 });
  const asked = syntheticShares.flatMap((syntheticShare) =>
    geometricWhole(fewestSamples, mostSamples, steps).map((samples) => ({ syntheticShare, samples })),
  );
  const results = await compared(
    asked.map(({ syntheticShare, samples }) => ({
      ...base,
      samples,
      syntheticShare: drawnShare(syntheticShare, samples),
    })),
    control,
  );
  return {
    points: asked.map((point, i) => ({ ...point, ...results[i] })),
    curves: syntheticShares.map((syntheticShare) => ({
      syntheticShare,
      plateau: plateau({ ...base, syntheticShare }),
      line: geometric(fewestSamples, mostSamples, FINE).map((samples) => ({
        samples,
        error: collapseError({ ...base, samples, syntheticShare }).total,
      })),
    })),
  };
}
