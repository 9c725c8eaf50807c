import type { Series } from "../../report/figure.ts";
import type { Mix, WidthSweep } from "../../theory/sweeps/width.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { list, notNegative, one, share, whole } from "./flags.ts";
import { agreement, errorBar, number } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

const widths = [20, 35, 60, 100, 160, 230, 300, 390, 550, 900, 1600, 3000];
const parts = { bias: "bias B", variance: "variance V", collapse: "collapse ζ" } as const;

/** SMC, Figures 4 (shares), 5 (qualities) and 2 (parts). */
export const width = simulation({
  name: "width",
  summary: "test error against a model's width: double descent, and collapse that width makes worse",
  takes: "5 s",
  runs: 5,
  flags: {
    widths: list(whole(), widths, "m of each point"),
    syntheticShares: list(share, [0, 0.2], "p₂ of the curves beside --synthetic-share"),
    shifts: list(notNegative, [0.1, 1], "c² of the curves beside --shift"),
    syntheticShare: one(share, 0.5, "p₂ where c² varies, and of the parts"),
    shift: one(notNegative, 0.5, "c² where p₂ varies, and of the parts"),
    samples: one(whole(), 300, "n, real and synthetic rows together"),
    dimension: one(whole(), 600, "d, of the inputs"),
    ridge: one(notNegative, 0.00001, "λ, the penalty per row"),
    spectrumDecay: one(notNegative, 1, "a of the eigenvalues (1 + i)^−a of the inputs' covariance"),
    signal: one(notNegative, 86, "tr Γ, of the true weights"),
    noise: one(notNegative, 0.1, "σ₁, standard deviation of a real label"),
    syntheticNoise: one(notNegative, 0.1, "σ₂, standard deviation of a synthetic label"),
  },
  async run(values, { runs, ...control }): Promise<Outcome> {
    const { simulateWidth } = await import("../../theory/sweeps/width.ts");
    const { syntheticShare, shift, syntheticShares, shifts, samples } = values;
    const centre = { syntheticShare, shift };
    const byShare = syntheticShares
      .filter((value) => value !== syntheticShare)
      .map((value) => ({ syntheticShare: value, shift }));
    const byShift = shifts
      .filter((value) => value !== shift)
      .map((value) => ({ syntheticShare, shift: value }));
    const mixes = [...byShare, centre, ...byShift];
    const sweep = await simulateWidth({ ...values, mixes }, { runs, ...control });

    const centreName = `p₂ = ${syntheticShare}, c² = ${shift}`;
    const threshold = { axis: "x" as const, value: samples, label: "m = n" };
    const middle = drawn(sweep, centre, centreName);
    const curve = sweep.curves[byShare.length];
    return {
      json: { setting: { ...values, runs, seed: control.seed }, points: sweep.points },
      report: (columns) => reportOf(sweep, samples, columns),
      figure: {
        title: "Width and collapse",
        subtitle: `n = ${samples}, d = ${values.dimension}, λ = ${values.ridge}, σ₁ = ${values.noise}, σ₂ = ${values.syntheticNoise}, eigenvalues (1 + i)^−${values.spectrumDecay}`,
        x: { label: "width m", scale: "log" },
        y: { label: "test error on real data", scale: "log" },
        key: { line: "theory", points: `mean of ${runs} runs ± standard error` },
        panels: [
          {
            name: `shares p₂, c² = ${shift}`,
            series: [...middle, ...byShare.flatMap((mix) => drawn(sweep, mix, `p₂ = ${mix.syntheticShare}`))],
            rules: [threshold],
          },
          {
            name: `qualities c², p₂ = ${syntheticShare}`,
            series: [...middle, ...byShift.flatMap((mix) => drawn(sweep, mix, `c² = ${mix.shift}`))],
            rules: [threshold],
          },
          {
            name: "parts B, V, ζ",
            series: [
              ...middle,
              ...Object.entries(parts).map(([part, name]) => ({
                name,
                kind: "line" as const,
                points: curve.line.map(({ width, error }) => ({
                  x: width,
                  y: error[part as keyof typeof parts],
                })),
              })),
            ],
            rules: [threshold],
          },
        ],
      },
    };
  },
});

function drawn({ points, curves }: WidthSweep, mix: Mix, name: string): Series[] {
  const isOf = (one: Mix): boolean => one.syntheticShare === mix.syntheticShare && one.shift === mix.shift;
  return [
    {
      name,
      kind: "line",
      points: curves.find(isOf)!.line.map(({ width, error }) => ({ x: width, y: error.total })),
    },
    {
      name,
      kind: "points",
      points: points.filter(isOf).map(({ width, simulation }) => ({ x: width, ...errorBar(simulation) })),
    },
  ];
}

/** For each mixture: the narrowest model, the peak and the widest, and the parts of the last. */
function reportOf({ points, curves }: WidthSweep, samples: number, width: number): string {
  const right = "right" as const;
  const [narrow, wide] = [curves[0].line[0].width, curves[0].line.at(-1)!.width];
  const columns = [
    { title: "p₂", align: right },
    { title: "c²", align: right },
    { title: `m = ${narrow}`, align: right },
    { title: `m = n = ${samples}`, align: right },
    { title: `m = ${wide}`, align: right },
    { title: "of it B", align: right },
    { title: "V", align: right },
    { title: "ζ", align: right },
  ];
  const rows = curves.map(({ syntheticShare, shift, line }) => {
    const peak = line.find((one) => one.width === samples);
    const { total, bias, variance, collapse } = line.at(-1)!.error;
    return {
      cells: [
        String(syntheticShare),
        String(shift),
        number(line[0].error.total),
        peak === undefined ? "" : number(peak.error.total),
        ...[total, bias, variance, collapse].map(number),
      ],
    };
  });
  return [table(columns, rows, width), "", ...fold(`The table is theory. ${agreement(points)}`, width)].join(
    "\n",
  );
}
