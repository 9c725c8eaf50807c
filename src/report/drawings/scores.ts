import { count, listed } from "../../format.ts";
import type { HistogramBin, InspectedVerifier, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import { csv } from "../figure/csv.ts";
import type { Figure, Series } from "../figure.ts";
import { figureSvg } from "../figure.ts";

/** How the scores of correct and incorrect candidates lie, a panel a verifier. */
export function scores(run: RunInspection): Drawing | null {
  const drawn = run.verifiers.filter(({ histogram }) => histogram.length > 0);
  if (drawn.length === 0) return null;
  const title = "Scores of correct and incorrect candidates";
  const description = describe(drawn);
  const figure: Figure = {
    title,
    description,
    subtitle: `Labelled candidates by score, each kind as shares of its own number; every panel has its own axes.${omitted(drawn)}`,
    separate: ["x", "y"],
    x: { label: "score", scale: "linear" },
    y: { label: "share of all of its kind", scale: "linear", format: "percent" },
    panels: drawn.map(({ name, histogram }) => ({
      name,
      series: [barsOf("correct", 0, histogram), barsOf("incorrect", 1, histogram)],
    })),
  };
  return {
    id: "scores",
    title,
    description,
    svg: (options) => figureSvg(figure, options),
    csv: () => counts(drawn),
  };
}

function barsOf(kind: "correct" | "incorrect", look: number, bins: readonly HistogramBin[]): Series {
  const total = sum(bins, kind);
  const points = bins.map(({ low, high, ...bin }) => ({
    x: (low + high) / 2,
    y: total === 0 ? 0 : bin[kind] / total,
    from: low,
    to: high,
  }));
  return { name: kind, kind: "bars", points, look };
}

const sum = (bins: readonly HistogramBin[], kind: "correct" | "incorrect" | "beyond"): number =>
  bins.reduce((total, bin) => total + (bin[kind] ?? 0), 0);

/** What the panels don't show as it is. */
function omitted(verifiers: readonly InspectedVerifier[]): string {
  const counted = (numberOf: (verifier: InspectedVerifier) => number): string =>
    listed(
      verifiers.flatMap((verifier) => {
        const number = numberOf(verifier);
        return number === 0 ? [] : [`${count(number)} of ${verifier.name}`];
      }),
    );
  const beyond = counted(({ histogram }) => sum(histogram, "beyond"));
  const unscored = counted(({ unscored }) => unscored);
  return [
    beyond === "" ? "" : ` Beyond the axis, in the bars at its ends: ${beyond}.`,
    unscored === "" ? "" : ` Without a score: ${unscored}.`,
  ].join("");
}

/** Counts, where the figure shows shares. */
const counts = (verifiers: readonly InspectedVerifier[]): string =>
  csv(
    ["verifier", "low", "high", "correct", "incorrect", "beyond"],
    verifiers.flatMap(({ name, histogram }) =>
      histogram.map((bin) => [name, bin.low, bin.high, bin.correct, bin.incorrect, bin.beyond ?? 0]),
    ),
  );

function describe(verifiers: readonly InspectedVerifier[]): string {
  const { name, histogram } = verifiers[0]!;
  const numbers = (kind: "correct" | "incorrect") => count(Math.round(sum(histogram, kind)));
  return `Histograms of the scores of ${listed(verifiers.map((one) => one.name))} over labelled candidates: ${numbers("correct")} correct and ${numbers("incorrect")} incorrect ones by ${name}.`;
}
