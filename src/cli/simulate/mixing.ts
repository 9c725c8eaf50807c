import type { MixingCurve, MixingSweep } from "../../theory/sweeps/mixing.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { choice, list, notNegative, one, share, whole } from "./flags.ts";
import { errorBar, meanText, number } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

const weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** SMC, on single-step weighting and iterative mixing. */
export const mixing = simulation({
  name: "mixing",
  summary: "what weighting synthetic rows, or relabelling them again and again, can bring back",
  takes: "10 s",
  runs: 20,
  flags: {
    syntheticWeights: list(share, weights, "α, share of the loss that synthetic rows have"),
    generations: one(whole(), 8, "fits, each labelling the synthetic rows of the next"),
    rows: choice(["fresh", "fixed"], "fresh", "rows of later fits"),
    samples: one(whole(), 600, "n, real and synthetic rows together"),
    syntheticShare: one(share, 0.5, "p₂, synthetic rows among all"),
    dimension: one(whole(), 100, "d, of the inputs"),
    ridge: one(notNegative, 0.001, "λ, the penalty per row"),
    spectrumDecay: one(notNegative, 0, "a of the eigenvalues (1 + i)^−a of the inputs' covariance"),
    signal: one(notNegative, 1, "tr Γ, of the true weights"),
    shift: one(notNegative, 0.5, "c², mean squared shift of the first synthetic labels"),
    noise: one(notNegative, 0.5, "σ₁, standard deviation of a real label"),
    syntheticNoise: one(notNegative, 0, "σ₂, standard deviation of a synthetic label"),
  },
  async run(values, { runs, ...control }): Promise<Outcome> {
    const [{ standardSetting }, { simulateMixing }] = await Promise.all([
      import("../../theory/collapse/setting.ts"),
      import("../../theory/sweeps/mixing.ts"),
    ]);
    const { syntheticWeights, generations, rows, ...options } = values;
    const setting = standardSetting({ ...options, width: null });
    const sweep = await simulateMixing(
      { setting, syntheticWeights, generations, rows },
      { runs, ...control },
    );
    const shown = [...new Set([1, 2, generations])].filter((generation) => generation <= generations);
    const name = (generation: number) => (generation === 1 ? "single-step weighting" : `fit ${generation}`);
    const realOnly = sweep.curves[0].generations[0];
    return {
      json: { setting: { ...values, runs, seed: control.seed }, realOnly, points: sweep.points },
      report: (width) => reportOf(sweep, values, width),
      figure: {
        title: "Weighting and relabelling synthetic rows",
        subtitle: `n = ${values.samples}, p₂ = ${values.syntheticShare}, d = ${values.dimension}, c² = ${values.shift}, σ₁ = ${values.noise}, σ₂ = ${values.syntheticNoise}, λ = ${values.ridge}; ${rows === "fresh" ? "fresh" : "the same"} rows for every fit`,
        x: { label: "weight α of synthetic rows", scale: "linear" },
        y: { label: "test error on real data", scale: "log" },
        key: { line: "theory", points: `mean of ${runs} runs ± standard error` },
        panels: [
          {
            series: [
              ...shown.flatMap((generation) => [
                {
                  name: name(generation),
                  kind: "line" as const,
                  points: known(sweep.curves, ({ generations }) => generations[generation - 1]),
                },
                {
                  name: name(generation),
                  kind: "points" as const,
                  points: sweep.points
                    .filter((point) => point.generation === generation)
                    .map(({ syntheticWeight, error }) => ({ x: syntheticWeight, ...errorBar(error) })),
                },
              ]),
              {
                name: "endless fits",
                kind: "line",
                points: known(sweep.curves, ({ plateau }) => plateau),
              },
            ],
            rules: [{ axis: "y", value: realOnly, label: "real rows alone" }],
          },
        ],
      },
    };
  },
});

/** The points of a line where a closed form says. */
function known(
  curves: readonly MixingCurve[],
  of: (curve: MixingCurve) => number | null | undefined,
): { x: number; y: number }[] {
  return curves.flatMap((curve) => {
    const y = of(curve) ?? null;
    return y === null ? [] : [{ x: curve.syntheticWeight, y }];
  });
}

/** For each weight: the first fit and the last. */
function reportOf(
  { points, curves }: MixingSweep,
  { generations, rows: kind }: { readonly generations: number; readonly rows: "fresh" | "fixed" },
  width: number,
): string {
  const right = "right" as const;
  const columns = [
    { title: "α", align: right },
    { title: "first fit, theory", align: right },
    { title: "simulation", align: right },
    { title: `fit ${generations}, theory`, align: right },
    { title: "simulation", align: right },
  ];
  const rows = points
    .filter(({ generation }) => generation === 1)
    .map(({ syntheticWeight, predicted, error }) => {
      const last = points.find((one) => {
        return one.syntheticWeight === syntheticWeight && one.generation === generations;
      })!;
      return {
        cells: [
          String(syntheticWeight),
          number(predicted!),
          meanText(error),
          last.predicted === null ? "" : number(last.predicted),
          meanText(last.error),
        ],
      };
    });
  const best = (of: (curve: MixingCurve) => number | null) =>
    curves.reduce((a, b) => ((of(b) ?? Infinity) < (of(a) ?? Infinity) ? b : a));
  const first = best(({ generations }) => generations[0]);
  const end = best(({ plateau }) => plateau);
  const gains = [
    `Real rows alone: ${number(curves[0].generations[0])}.`,
    `At best a first fit comes to ${number(first.generations[0])}, at α = ${first.syntheticWeight};`,
    end.plateau === null
      ? "where endless fits end no closed form says."
      : `endless fits to ${number(end.plateau)}, at α = ${end.syntheticWeight}.`,
    kind === "fresh"
      ? `Every fit has fresh rows, so ${generations} fits have seen ${generations} times the real rows; --rows fixed reuses them.`
      : "Every fit has the same rows: only their labels change.",
  ];
  return [table(columns, rows, width), "", ...fold(gains.join(" "), width)].join("\n");
}
