import { count } from "../../format.ts";
import type { TransitionPoint } from "../../theory/selection/transition.ts";
import { fold } from "../fold.ts";
import { table } from "../table.ts";
import { angle, list, one, share, whole } from "./flags.ts";
import { type Outcome, simulation } from "./simulation.ts";

const grid = Array.from({ length: 10 }, (_, i) => (i + 0.5) / 10);
const forms = ["independent", "learnable"] as const;

/** BMC, Figure 2. */
export const transition = simulation({
  name: "transition",
  summary: "the phase transition at p⋆: what a student learns from verified labels",
  takes: "15 s",
  runs: 10,
  flags: {
    generatorErrors: list(share, grid, "p, errors of the generator"),
    verifierErrors: list(share, grid, "errors of the verifier"),
    azimuth: one(angle, Math.PI / 2, "between the directions of their errors; π/2: unrelated"),
    dimension: one(whole(3), 10, "d, of the inputs"),
    rows: one(whole(), 10_000, "kept rows a student is fitted on"),
  },
  async run(values, { runs, seed, signal, onRun }): Promise<Outcome> {
    const { simulateTransition } = await import("../../theory/selection/transition.ts");
    const points = await simulateTransition({ ...values, runs, seed, signal, onRun });
    return {
      json: { points: points.map(({ limit: _, ...point }) => point) },
      report: (width) => reportOf(points, values.verifierErrors, width),
      figure: {
        title: "The phase transition at the breakdown point p⋆",
        subtitle: `Errors are independent noise, or learnable: a function of the input. Students of ${count(values.rows)} kept rows, d = ${values.dimension}, ${runs} runs.`,
        x: { label: "generator error p", scale: "linear" },
        y: { label: "verifier error", scale: "linear" },
        shade: { label: "accuracy of the student", scale: "linear", domain: [0, 1] },
        panels: forms.flatMap((form) =>
          [true, false].map((isSimulated) => ({
            name: `${form}, ${isSimulated ? "simulated" : "theory"}`,
            series: [
              {
                name: "accuracy of the student",
                kind: "heat" as const,
                points: points
                  .filter(({ errors }) => errors === form)
                  .map(({ generatorError, verifierError, predicted, accuracy }) => ({
                    x: generatorError,
                    y: verifierError,
                    value: isSimulated ? accuracy.mean : predicted,
                  })),
              },
              {
                name: "p = p⋆",
                kind: "line" as const,
                points: [
                  { x: 0, y: 1 },
                  { x: 1, y: 0 },
                ],
              },
            ],
          })),
        ),
      },
    };
  },
});

/** For each verifier: where the line is, where the students passed chance, and how well the closed form held. */
function reportOf(
  points: readonly TransitionPoint[],
  verifierErrors: readonly number[],
  width: number,
): string {
  const columns = [
    { title: "verifier error" },
    { title: "p⋆ reached at p", align: "right" as const },
    { title: "chance passed, independent", align: "right" as const },
    { title: "learnable", align: "right" as const },
  ];
  const rows = verifierErrors.map((verifierError) => ({
    cells: [
      verifierError.toFixed(2),
      (1 - verifierError).toFixed(2),
      ...forms.map((form) =>
        crossing(points.filter((point) => point.errors === form && point.verifierError === verifierError)),
      ),
    ],
  }));
  const deviations = points
    .filter(({ accuracy }) => accuracy.standardError > 0)
    .map(({ accuracy, predicted }) => Math.abs(accuracy.mean - predicted) / accuracy.standardError);
  const close = deviations.filter((value) => value <= 2).length;
  return [
    table(columns, rows, width),
    "",
    ...fold(
      `Chance is passed between the two generator errors shown. ${close} of ${deviations.length} simulated accuracies lie within two standard errors of the closed form.`,
      width,
    ),
  ].join("\n");
}

/** `0.65–0.75`: neighbouring generator errors between which the student falls below chance. */
function crossing(points: readonly TransitionPoint[]): string {
  const sorted = points.toSorted((a, b) => a.generatorError - b.generatorError);
  const after = sorted.findIndex(({ accuracy }) => accuracy.mean < 0.5);
  const edge = (index: number): string => sorted[index]?.generatorError.toFixed(2) ?? "";
  if (after === -1) return `above ${edge(sorted.length - 1)}`;
  return after === 0 ? `below ${edge(0)}` : `${edge(after - 1)}–${edge(after)}`;
}
