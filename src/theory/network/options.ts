import { PstarError } from "../../errors.ts";
import { checkCount, checkPositive, checkShare } from "../collapse/setting.ts";
import { checkRuns } from "../runs.ts";
import type { FitOptions } from "./fit.ts";
import type { IdxPaths } from "./idx.ts";
import type { LabelledImages } from "./images.ts";

export interface NetworkOptions extends FitOptions {
  /** Real images; without them a stand-in of digit-like ones. */
  readonly files?: IdxPaths;
  /** Images of the stand-in, test rows and all; more of them show the plateaus further out. */
  readonly standInRows: number;
  /** Hidden units of students. */
  readonly widths: readonly number[];
  /** n, rows a student sees, real and synthetic together. */
  readonly samples: readonly number[];
  /** p₂, share of those rows labelled by the generator, each in [0, 1]. */
  readonly syntheticShares: readonly number[];
  /** Real rows the generator learns from: the fewer, the worse its labels. */
  readonly generatorRows: number;
  /** Its hidden units. */
  readonly generatorWidth: number;
  /** Held-out rows, the same in all runs. */
  readonly testRows: number;
  /** Independent runs of each point, ≥ 2: other rows, another generator, other fresh weights. */
  readonly runs: number;
  /** Integer in [0, 2⁵³). */
  readonly seed: number;
}

/** The stand-in, in well under a minute; long enough for a wide student to interpolate a few hundred rows. */
export const NETWORK_DEFAULTS: NetworkOptions = {
  standInRows: 10_000,
  widths: [8, 32, 128],
  samples: [125, 500, 2000, 7500],
  syntheticShares: [0, 0.2, 0.5, 1],
  generatorRows: 100,
  generatorWidth: 64,
  testRows: 2000,
  updates: 500,
  batchSize: 128,
  learningRate: 0.003,
  runs: 3,
  seed: 0,
};

const COUNTS = [
  "standInRows",
  "generatorRows",
  "generatorWidth",
  "testRows",
  "updates",
  "batchSize",
] as const;

/** @throws PstarError (exit code 2) naming the value out of range, and the range */
export function checkNetworkOptions(options: NetworkOptions): void {
  checkRuns(options);
  for (const name of COUNTS) checkCount(name, options[name]);
  checkPositive("learningRate", options.learningRate);
  checkList("widths", options.widths, checkCount);
  checkList("samples", options.samples, checkCount);
  checkList("syntheticShares", options.syntheticShares, checkShare);
}

/** @throws PstarError (exit code 2) when there are fewer images than test, generator and the largest n need */
export function checkRows({ rows }: LabelledImages, options: NetworkOptions): void {
  const { testRows, generatorRows, samples } = options;
  const most = Math.max(...samples);
  if (testRows + generatorRows + most <= rows) return;
  const taken = `${testRows} for the test and ${generatorRows} for the generator`;
  throw new PstarError(`${most} rows are asked for, but of ${rows} images ${taken} are taken`, {
    where: "samples",
    remedy: `ask for ${Math.max(0, rows - testRows - generatorRows)} at most`,
    exitCode: 2,
  });
}

function checkList(
  name: string,
  values: readonly number[],
  check: (name: string, value: number) => void,
): void {
  if (values.length === 0) throw new PstarError("must be at least one number", { where: name, exitCode: 2 });
  for (const [i, value] of values.entries()) check(`${name}[${i}]`, value);
}
