import type { ParetoSweep } from "../../theory/sweeps/pareto.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { list, notNegative, one, share, whole } from "./flags.ts";
import { errorBar, number } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

const widths = [16, 28, 50, 89, 158, 280, 400, 630, 890, 1580, 2810, 5000];

/** SMC, Figure 1. */
export const pareto = simulation({
  name: "pareto",
  summary: "the price of synthetic rows by width: which widths are a best compromise",
  takes: "10 s",
  runs: 10,
  flags: {
    widths: list(whole(), widths, "m of each point"),
    shifts: list(notNegative, [0.01, 0.1, 0.5, 1], "c² of each frontier"),
    syntheticShare: one(share, 0.2, "p₂ of the mixture compared with real rows alone"),
    samples: one(whole(), 500, "n of both, the mixture and the real rows alone"),
    dimension: one(whole(), 600, "d, of the inputs"),
    ridge: one(notNegative, 0.0001, "λ, the penalty per row"),
    spectrumDecay: one(notNegative, 1, "a of the eigenvalues (1 + i)^−a of the inputs' covariance"),
    signal: one(notNegative, 86, "tr Γ, of the true weights"),
    noise: one(notNegative, 0.1, "σ₁, standard deviation of a real label"),
    syntheticNoise: one(notNegative, 0.1, "σ₂, standard deviation of a synthetic label"),
  },
  async run(values, { runs, ...control }): Promise<Outcome> {
    const { simulatePareto } = await import("../../theory/sweeps/pareto.ts");
    const sweep = await simulatePareto(values, { runs, ...control });
    const { samples } = values;
    const reals = sweep.curves[0].line.map(({ real }) => real);
    return {
      json: {
        setting: { ...values, runs, seed: control.seed },
        bestWidths: sweep.curves.map(({ shift, bestWidth }) => ({ shift, ...bestWidth })),
        points: sweep.points,
      },
      report: (columns) => reportOf(sweep, columns),
      figure: {
        title: "The price of synthetic rows, by width",
        subtitle: `n = ${samples}, p₂ = ${values.syntheticShare}, d = ${values.dimension}, λ = ${values.ridge}`,
        x: { label: "test error, real rows only", scale: "log" },
        y: { label: "test error, with synthetic rows", scale: "log" },
        shade: { label: "m / n", scale: "log" },
        key: { line: "theory", points: `mean of ${runs} runs; bar: standard error upwards` },
        panels: [
          {
            series: [
              ...sweep.curves.map(({ line }) => ({
                name: "Pareto frontier",
                kind: "line" as const,
                points: line
                  .filter(({ optimal }) => optimal)
                  .toSorted((a, b) => a.real - b.real)
                  .map(({ real, mixed }) => ({ x: real, y: mixed })),
              })),
              ...sweep.curves.map(({ shift, line }) => ({
                name: `c² = ${shift}`,
                kind: "line" as const,
                points: line.map(({ real, mixed }) => ({ x: real, y: mixed })),
              })),
              {
                name: "no price",
                kind: "line",
                points: [Math.min(...reals), Math.max(...reals)].map((value) => ({ x: value, y: value })),
              },
              ...sweep.curves.map(({ shift }) => ({
                name: `c² = ${shift}`,
                kind: "points" as const,
                points: sweep.points
                  .filter((point) => point.shift === shift)
                  .map(({ width, real, mixed }) => ({
                    x: real.mean,
                    ...errorBar(mixed),
                    value: width / samples,
                  })),
              })),
            ],
          },
        ],
      },
    };
  },
});

/** For each quality: the two ends of its frontier. */
function reportOf({ curves }: ParetoSweep, width: number): string {
  const right = "right" as const;
  const columns = [
    { title: "c²", align: right },
    { title: "best m, real rows", align: right },
    { title: "error", align: right },
    { title: "with synthetic", align: right },
    { title: "best m, with synthetic", align: right },
    { title: "error", align: right },
  ];
  const rows = curves.map(({ shift, bestWidth, line }) => {
    const at = (width: number) => line.find((one) => one.width === width)!;
    const [forReal, forMixed] = [at(bestWidth.real), at(bestWidth.mixed)];
    return {
      cells: [
        String(shift),
        bestWidth.real.toFixed(0),
        number(forReal.real),
        number(forReal.mixed),
        bestWidth.mixed.toFixed(0),
        number(forMixed.mixed),
      ],
    };
  });
  return [
    table(columns, rows, width),
    "",
    ...fold(
      "The table is theory. Between a row's two widths lies its Pareto frontier: there a wider model is better on real rows and worse on the mixture.",
      width,
    ),
  ].join("\n");
}
