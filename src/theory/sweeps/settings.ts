import { type CollapseError, collapseError } from "../collapse/error.ts";
import type { CollapseSetting } from "../collapse/setting.ts";
import { type Simulated, simulateCollapses } from "../collapse/simulate.ts";
import type { RunControl } from "../runs.ts";

/** What the closed form says of a setting and what its draws came to. */
export interface Compared {
  readonly theory: CollapseError;
  readonly simulation: Omit<Simulated, "errors">;
}

/** Theory beside simulation of each setting, all runs of all of them as one piece of work. */
export async function compared(
  settings: readonly CollapseSetting[],
  { runs, seed, signal, onRun }: RunControl,
): Promise<Compared[]> {
  const total = settings.length * runs;
  const simulated = await simulateCollapses(settings, {
    runs,
    seed,
    signal,
    onRun: (done) => onRun?.(done, total),
  });
  return settings.map((setting, i) => {
    const { mean, standardError } = simulated[i];
    return { theory: collapseError(setting), simulation: { mean, standardError, runs } };
  });
}

/** The share of rows that are synthetic when their number is whole: what a draw has, and theory must be asked about. */
export function drawnShare(syntheticShare: number, samples: number): number {
  return Math.round(syntheticShare * samples) / samples;
}
