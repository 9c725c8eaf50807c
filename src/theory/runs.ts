import { setImmediate } from "node:timers/promises";
import { PstarError } from "../errors.ts";
import { checkCount, refuse } from "./collapse/setting.ts";

/** Of candidates that must be kept for a simulation to draw enough of them in reasonable time. */
const LEAST_KEPT_SHARE = 1e-3;

/** What steers a simulation. */
export interface RunControl {
  /** Independent runs of each point, ≥ 2. */
  readonly runs: number;
  /** Integer in [0, 2⁵³). */
  readonly seed: number;
  /** Rejects the simulation between two runs with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each run. */
  readonly onRun?: ((done: number, total: number) => void) | undefined;
}

export interface MeanEstimate {
  readonly mean: number;
  /** Standard deviation of the runs over √runs. */
  readonly standardError: number;
}

/** @param values one a run, at least two */
export function meanEstimate(values: readonly number[]): MeanEstimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}

export function checkRuns({ runs }: RunControl): void {
  checkCount("runs", runs);
  if (runs < 2) refuse("runs", "2 or more, for a standard error", runs);
}

/** Refuses what would keep so little that a simulation might never end. */
export function checkKeptShare(keptShare: number, where: string): void {
  if (keptShare >= LEAST_KEPT_SHARE) return;
  throw new PstarError(`the verifier keeps ${keptShare} of the candidates: too few to simulate`, {
    where,
    remedy: "bring generator and verifier nearer to each other",
    exitCode: 2,
  });
}

export function checkDimension(dimension: number): void {
  checkCount("dimension", dimension);
  if (dimension < 3) refuse("dimension", "3 or more", dimension);
}

/** `control.runs` results of each of `points`, in order; between runs others get their turn and an abort is heard. */
export async function runEach<Point, Result>(
  points: readonly Point[],
  control: RunControl,
  run: (point: Point, place: number, run: number) => Result,
): Promise<Result[][]> {
  const total = points.length * control.runs;
  const results: Result[][] = [];
  for (const [place, point] of points.entries()) {
    const ofPoint: Result[] = [];
    for (let index = 0; index < control.runs; index++) {
      control.signal?.throwIfAborted();
      ofPoint.push(run(point, place, index));
      control.onRun?.(place * control.runs + index + 1, total);
      await setImmediate();
    }
    results.push(ofPoint);
  }
  return results;
}
