import { count, percent } from "../../format.ts";
import type { MixtureCurve, MixtureSimulation } from "../../theory/mixture/simulate.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { angle, choice, list, one, positive, whole } from "./flags.ts";
import { errorBar } from "./numbers.ts";
import { type Outcome, simulation } from "./simulation.ts";

/** BMC, Figure 3. */
export const mixture = simulation({
  name: "mixture",
  summary: "accuracy against the number of verified rows, for verifiers of graded quality",
  takes: "5 s",
  runs: 10,
  flags: {
    separation: one(positive, 1.555, "‖μ‖, half the distance of the classes; the best accuracy is Φ(‖μ‖)"),
    dimension: one(whole(3), 20, "d, of the inputs"),
    generatorRows: one(whole(), 20, "real rows the generator is fitted on"),
    verifierAngles: list(angle, [1.2, 0.8, 0.4, 0], "angles of verifiers to the best rule"),
    verifierRows: list(whole(), [200], "real rows of verifiers that are fitted"),
    rows: list(whole(), [30, 100, 300, 1000, 3000, 10_000], "n′ of each point, verified rows"),
    student: choice(["logistic", "average"], "logistic", "what is fitted on them"),
    ridge: one(positive, 1e-5, "penalty of logistic fits, per row"),
  },
  async run(values, { runs, ...control }): Promise<Outcome> {
    const { simulateMixture } = await import("../../theory/mixture/simulate.ts");
    const { generatorRows, verifierAngles, verifierRows, ...setting } = values;
    const result = await simulateMixture({
      ...setting,
      generator: { kind: "fitted", rows: generatorRows },
      verifiers: [
        { kind: "none" },
        ...verifierAngles.map((angle) => ({ kind: "angle" as const, angle })),
        ...verifierRows.map((rows) => ({ kind: "fitted" as const, rows })),
      ],
      runs,
      ...control,
    });
    const { bestAccuracy, generatorAccuracy, curves } = result;
    const ends = [Math.min(...values.rows), Math.max(...values.rows)];
    return {
      json: {
        setting: { ...values, runs, seed: control.seed },
        bestAccuracy,
        generatorAccuracy,
        points: curves.flatMap(({ points, ...curve }) => points.map((point) => ({ ...curve, ...point }))),
      },
      report: (width) => reportOf(result, width),
      figure: {
        title: "What verified rows are worth",
        subtitle: `Gaussian mixture, d = ${values.dimension}, best accuracy ${percent(bestAccuracy)} %; generator fitted on ${generatorRows} real rows; ${values.student} student`,
        x: { label: "verified rows n′", scale: "log" },
        y: { label: "accuracy relative to the best", scale: "linear", format: "percent" },
        key: {
          line: values.student === "average" ? "theory" : "theory, endless rows",
          points: `mean of ${runs} runs ± standard error`,
        },
        panels: [
          {
            series: curves.flatMap((curve) => [
              {
                name: legendOf(curve),
                kind: "line" as const,
                points:
                  values.student === "average"
                    ? curve.points.map(({ rows, predicted }) => ({ x: rows, y: predicted! / bestAccuracy }))
                    : ends.map((rows) => ({ x: rows, y: curve.limit / bestAccuracy })),
              },
              {
                name: legendOf(curve),
                kind: "points" as const,
                points: curve.points.map(({ rows, relative }) => ({ x: rows, ...errorBar(relative) })),
              },
            ]),
            rules: [{ axis: "y", value: generatorAccuracy / bestAccuracy, label: "generator" }],
          },
        ],
      },
    };
  },
});

function nameOf({ verifier }: MixtureCurve): string {
  if (verifier.kind === "none") return "unverified";
  if (verifier.kind === "fitted") return `fitted on ${verifier.rows} rows`;
  return verifier.angle === 0 ? "best rule" : `angle ${verifier.angle}`;
}

const legendOf = (curve: MixtureCurve): string => `${nameOf(curve)}, p⋆ ${curve.pstar.toFixed(2)}`;

function reportOf({ bestAccuracy, generatorAccuracy, curves }: MixtureSimulation, width: number): string {
  const right = "right" as const;
  const rows = curves.map((curve) => {
    const most = curve.points.at(-1)!;
    return {
      cells: [
        nameOf(curve),
        ...[curve.phi, curve.psi].map((share) => percent(Number(share.toFixed(9)))),
        curve.pstar.toFixed(3),
        percent(curve.keptPrecision),
        percent(most.accuracy.mean),
        `± ${(100 * most.accuracy.standardError).toFixed(2)}`,
        percent(curve.limit),
      ],
    };
  });
  const columns = [
    { title: "verifier" },
    { title: "φ", align: right },
    { title: "ψ", align: right },
    { title: "p⋆", align: right },
    { title: "correct", align: right },
    { title: "student", align: right },
    { title: "", align: right },
    { title: "endless", align: right },
  ];
  return [
    table(columns, rows, width),
    "",
    ...fold(
      `In percent, p⋆ aside. The generator is right in ${percent(generatorAccuracy)}, the best rule in ${percent(bestAccuracy)}. ` +
        `Correct: share of the kept labels. Student: its accuracy after ${count(curves[0].points.at(-1)!.rows)} verified rows; endless: what it tends to, by theory.`,
      width,
    ),
  ].join("\n");
}
