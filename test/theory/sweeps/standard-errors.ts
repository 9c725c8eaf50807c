import type { Compared } from "../../../src/theory/sweeps/settings.ts";

/** How far a simulated mean lies from theory. */
export function standardErrorsApart({ theory, simulation }: Compared): number {
  return Math.abs(simulation.mean - theory.total) / simulation.standardError;
}
