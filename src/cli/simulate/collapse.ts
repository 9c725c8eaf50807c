import { count } from "../../format.ts";
import type { CollapseError } from "../../theory/collapse/error.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { notNegative, one, optional, share, whole } from "./flags.ts";
import { deviation, errorBar, meanText, number } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

const parts = { bias: "bias B", variance: "variance V", collapse: "collapse ζ", total: "total" } as const;

/** One setting of strong model collapse, and the theory around its number of samples. */
export const collapse = simulation({
  name: "collapse",
  summary: "strong model collapse in one setting: bias, variance and what synthetic labels add",
  takes: "1 s",
  runs: 100,
  flags: {
    dimension: one(whole(), 80, "d, of the inputs"),
    samples: one(whole(), 200, "n, real and synthetic rows together"),
    width: optional(whole(), "m, of a random projection", "none, plain ridge"),
    syntheticShare: one(share, 0.3, "p₂, synthetic rows among all"),
    ridge: one(notNegative, 0.01, "λ, the penalty per row"),
    spectrumDecay: one(notNegative, 1, "a of the eigenvalues (1 + i)^−a of the inputs' covariance"),
    signal: one(notNegative, 3, "tr Γ, of the true weights"),
    shift: one(notNegative, 0.8, "c², mean squared shift of a synthetic label"),
    noise: one(notNegative, 0.5, "σ₁, standard deviation of a real label"),
    syntheticNoise: one(notNegative, 0.7, "σ₂, standard deviation of a synthetic label"),
  },
  async run(values, { runs, seed, signal, onRun }): Promise<Outcome> {
    const [{ standardSetting }, { collapseError }, { simulateCollapse }, { geometric }] = await Promise.all([
      import("../../theory/collapse/setting.ts"),
      import("../../theory/collapse/error.ts"),
      import("../../theory/collapse/simulate.ts"),
      import("../../theory/sweeps/geometric.ts"),
    ]);
    const setting = standardSetting(values);
    const theory = collapseError(setting);
    const { mean, standardError } = await simulateCollapse(setting, {
      runs,
      seed,
      signal,
      onRun: (done) => onRun(done, runs),
    });
    const { samples } = values;
    const curve = geometric(samples / 10, samples * 10, 201).map((n) => ({
      n,
      error: collapseError({ ...setting, samples: n }),
    }));
    return {
      json: { theory, simulation: { mean, standardError, runs } },
      report: (width) => reportOf(theory, { mean, standardError, runs }, width),
      figure: {
        title: "Strong model collapse around one setting",
        subtitle: `d = ${values.dimension}, p₂ = ${values.syntheticShare}, c² = ${values.shift}, λ = ${values.ridge}, ${values.width === null ? "plain ridge" : `width ${values.width}`}`,
        x: { label: "samples n", scale: "log" },
        y: { label: "test error on real data", scale: "log" },
        key: { line: "theory", points: `mean of ${runs} runs ± standard error` },
        panels: [
          {
            series: [
              ...Object.entries(parts).map(([part, name]) => ({
                name,
                kind: "line" as const,
                points: curve.map(({ n, error }) => ({ x: n, y: error[part as keyof typeof parts] })),
              })),
              {
                name: parts.total,
                kind: "points",
                points: [{ x: samples, ...errorBar({ mean, standardError }) }],
              },
            ],
          },
        ],
      },
    };
  },
});

function reportOf(
  theory: CollapseError,
  simulated: { readonly mean: number; readonly standardError: number; readonly runs: number },
  width: number,
): string {
  const rows = Object.entries(parts).map(([part, name]) => ({
    cells: [
      name,
      number(theory[part as keyof typeof parts]),
      part === "total" ? meanText(simulated) : "",
      part === "total" ? deviation(theory.total, simulated) : "",
    ],
  }));
  const columns = [
    { title: "test error on real data" },
    { title: "theory", align: "right" as const },
    { title: "simulation", align: "right" as const },
    { title: "standard errors apart", align: "right" as const },
  ];
  return [
    table(columns, rows, width),
    "",
    ...fold(
      `κ = ${number(theory.kappa)} is the ridge that the rows amount to. ± is the standard error of ${count(simulated.runs)} runs.`,
      width,
    ),
  ].join("\n");
}
