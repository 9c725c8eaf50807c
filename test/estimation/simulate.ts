import { type CellEstimate, estimateCell } from "../../src/estimation/estimate.ts";
import { countOutcomes, operatingPoint } from "../../src/estimation/operating-point.ts";
import { sampleBeta } from "../../src/metrics/beta.ts";
import { createRandom } from "../../src/random/generator.ts";

/** A generator and a verifier whose candidates of one input resemble each other. */
export interface Setting {
  readonly inputs: number;
  /** Candidates of each input. */
  readonly size: number;
  /** Of correctness within an input, in [0, 1). */
  readonly correlation: number;
  readonly error: number;
  /** Mean score of the correct above the incorrect, in standard deviations. */
  readonly skill: number;
  /** Standard deviation of what an input adds to all its scores. */
  readonly shared: number;
  readonly rule: "threshold" | "best of n";
}

export function simulate(setting: Setting, seed: number) {
  const random = createRandom(seed);
  const { inputs, size, correlation, error, skill, shared, rule } = setting;
  const kept = new Uint8Array(inputs * size);
  const correct = new Float64Array(inputs * size);
  const concentration = 1 / correlation - 1;
  for (let input = 0; input < inputs; input++) {
    const right =
      correlation === 0 ? 1 - error : sampleBeta((1 - error) * concentration, error * concentration, random);
    const offset = shared * random.normal();
    const scores = Float64Array.from({ length: size }, (_, j) => {
      const s = random.uniform() < right ? 1 : 0;
      correct[input * size + j] = s;
      return skill * s + offset + random.normal();
    });
    const best = scores.indexOf(Math.max(...scores));
    scores.forEach((score, j) => {
      const keeps = rule === "best of n" && size > 1 ? j === best : score > skill / 2;
      kept[input * size + j] = keeps ? 1 : 0;
    });
  }
  return { kept, correct, cluster: Int32Array.from(kept, (_, i) => Math.floor(i / size)) };
}

const QUANTITIES = ["error", "phi", "psi", "pstar", "keptPrecision"] as const;

/** Share of samples whose 95 % interval holds the truth: mean and least over the settings, for each quantity. */
export function coverageOfIntervals(settings: readonly Setting[], samples: number) {
  const covered = settings.map((setting, s) => {
    const many = simulate({ ...setting, inputs: 40_000 }, 1);
    const truth = operatingPoint(countOutcomes(many.kept, many.correct));
    const estimates: CellEstimate[] = [];
    for (let i = 0; i < samples; i++) {
      estimates.push(estimateCell(simulate(setting, 1000 * (s + 1) + i), { seed: i, draws: 800 }));
    }
    return QUANTITIES.map(
      (q) => estimates.filter((e) => e[q].low <= truth[q] && truth[q] <= e[q].high).length / samples,
    );
  });
  return Object.fromEntries(
    QUANTITIES.map((quantity, q) => {
      const shares = covered.map((row) => row[q]);
      const mean = shares.reduce((sum, x) => sum + x, 0) / shares.length;
      return [quantity, { mean, least: Math.min(...shares) }];
    }),
  );
}
