import { count, percent } from "../../format.ts";
import type { RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Panel, Series } from "../figure.ts";
import { figureDrawing } from "./figure-drawing.ts";

/** How well a model that learns preferences tells validation pairs apart, and by how much. */
export function preferences({ trainings }: RunInspection): Drawing | null {
  const training = trainings.find(({ evaluations }) =>
    evaluations.some(({ measures }) => "margin" in measures),
  );
  if (training === undefined) return null;
  const { evaluations, kept } = training;
  const panel = (name: string, measure: string): Panel => {
    const points = evaluations.map(({ update, measures }) => ({ x: update, y: measures[measure]! }));
    const series: Series[] = [
      { name: "validation", kind: "line", points, look: 1 },
      {
        name: "validation",
        kind: "points",
        points: points.map((point) => (point.x === kept ? point : { ...point, isOpen: true })),
        look: 1,
      },
    ];
    return { name, series };
  };
  const best = evaluations.find(({ update }) => update === kept)!;
  const { accuracy, margin } = best.measures as { readonly accuracy: number; readonly margin: number };
  return figureDrawing("preferences", {
    title: "Preferences on validation pairs",
    subtitle:
      "Pairs whose chosen answer has become likelier, against the rejected one, than it is to the base; and by how much, times beta. Filled where the weights were kept.",
    description: `After update ${count(best.update)}, whose weights were kept, ${percent(Number(accuracy.toFixed(4)))}% of the validation pairs are told apart, by ${margin.toPrecision(3)} nats on average.`,
    separate: ["y"],
    x: { label: "updates", scale: "linear" },
    y: { label: "", scale: "linear" },
    panels: [panel("accuracy, share of pairs", "accuracy"), panel("margin, nats", "margin")],
  });
}
