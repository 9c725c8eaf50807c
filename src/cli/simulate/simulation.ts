import type { Figure } from "../../report/figure.ts";
import type { Flags, ValuesOf } from "./flags.ts";

/** What steers every simulation. */
export interface Control {
  /** Independent draws of each point. */
  readonly runs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onRun: (done: number, total: number) => void;
}

/** What a simulation came to: for programs, for a terminal of so many cells, and drawn. */
export interface Outcome {
  readonly json: unknown;
  readonly report: (width: number) => string;
  readonly figure: Figure;
}

/** One `pstar simulate NAME`. Its file loads nothing heavy before `run`. */
export interface Simulation<F extends Flags> {
  readonly name: string;
  readonly summary: string;
  /** How long the defaults take on two cores, e.g. "10 s". */
  readonly takes: string;
  /** Default of --runs. */
  readonly runs: number;
  readonly flags: F;
  /** A method, so that simulations of different flags go into one table. */
  run(values: ValuesOf<F>, control: Control): Promise<Outcome>;
}

/** Types `run` by `flags`. */
export function simulation<F extends Flags>(definition: Simulation<F>): Simulation<Flags> {
  return definition;
}
