import { count } from "../../format.ts";
import type { ScalingSweep } from "../../theory/sweeps/scaling.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { list, notNegative, one, optional, share, whole } from "./flags.ts";
import { agreement, errorBar, meanText, number } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

/** SMC, Figure 3. */
export const scaling = simulation({
  name: "scaling",
  summary: "test error against the number of rows: any share of synthetic ones ends in a plateau",
  takes: "2 s",
  runs: 20,
  flags: {
    syntheticShares: list(share, [0, 0.001, 0.01, 0.1, 1], "p₂ of each curve"),
    fewestSamples: one(whole(), 200, "n of the first point"),
    mostSamples: one(whole(), 100_000_000, "n of the last point"),
    steps: one(whole(2), 12, "points of each curve"),
    dimension: one(whole(), 100, "d, of the inputs"),
    width: optional(whole(), "m, of a random projection", "none, plain ridge"),
    ridge: one(notNegative, 0, "λ, the penalty per row; 0 is the least-norm fit"),
    spectrumDecay: one(notNegative, 0, "a of the eigenvalues (1 + i)^−a of the inputs' covariance"),
    signal: one(notNegative, 1, "tr Γ, of the true weights"),
    shift: one(notNegative, 1, "c², mean squared shift of a synthetic label"),
    noise: one(notNegative, 1, "σ₁, standard deviation of a real label"),
    syntheticNoise: one(notNegative, 1, "σ₂, standard deviation of a synthetic label"),
  },
  async run(values, { runs, ...control }): Promise<Outcome> {
    const { simulateScaling } = await import("../../theory/sweeps/scaling.ts");
    const sweep = await simulateScaling(values, { runs, ...control });
    const name = (syntheticShare: number) => `p₂ = ${syntheticShare}`;
    return {
      json: {
        setting: { ...values, runs, seed: control.seed },
        plateaus: sweep.curves.map(({ syntheticShare, plateau }) => ({ syntheticShare, plateau })),
        points: sweep.points,
      },
      report: (width) => reportOf(sweep, width),
      figure: {
        title: "Scaling stops where synthetic rows begin",
        subtitle: `d = ${values.dimension}, c² = ${values.shift}, σ₁ = ${values.noise}, σ₂ = ${values.syntheticNoise}, λ = ${values.ridge}`,
        x: { label: "samples n", scale: "log" },
        y: { label: "test error on real data", scale: "log" },
        key: { line: "theory", points: `mean of ${runs} runs ± standard error` },
        panels: [
          {
            series: sweep.curves.flatMap(({ syntheticShare, line }) => [
              {
                name: name(syntheticShare),
                kind: "line" as const,
                points: line.map(({ samples, error }) => ({ x: samples, y: error })),
              },
              {
                name: name(syntheticShare),
                kind: "points" as const,
                points: sweep.points
                  .filter((point) => point.syntheticShare === syntheticShare)
                  .map(({ samples, simulation }) => ({ x: samples, ...errorBar(simulation) })),
              },
            ]),
          },
        ],
      },
    };
  },
});

/** For each share: its plateau, and how near the most rows came to it. */
function reportOf({ points, curves }: ScalingSweep, width: number): string {
  const right = "right" as const;
  const last = points.reduce((most, { samples }) => Math.max(most, samples), 0);
  const columns = [
    { title: "p₂", align: right },
    { title: "plateau", align: right },
    { title: `theory, n = ${count(last)}`, align: right },
    { title: "simulation there", align: right },
  ];
  const rows = curves.map(({ syntheticShare, plateau }) => {
    const end = points.findLast((point) => point.syntheticShare === syntheticShare)!;
    return {
      cells: [String(syntheticShare), number(plateau), number(end.theory.total), meanText(end.simulation)],
    };
  });
  return [
    table(columns, rows, width),
    "",
    ...fold(
      `Plateau: the error that no number of rows goes below, p₂²c² without a projection. ${agreement(points)}`,
      width,
    ),
  ].join("\n");
}
