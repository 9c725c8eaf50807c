import type { InspectedCell, InspectedModel, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Figure, Rule, Series } from "../figure.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { looksOf, plainLook } from "./looks.ts";
import { cellNames, intervalText } from "./words.ts";

interface Model {
  readonly name: string;
  readonly look: number;
  readonly metrics: InspectedModel["metrics"];
}

/** All models of a run by every metric, those compared with first. */
export function metrics(run: RunInspection): Drawing | null {
  const models = modelsOf(run);
  const names = [...new Set(models.flatMap((model) => Object.keys(model.metrics)))];
  if (models.length < 2 || names.length === 0) return null;
  const figure: Omit<Figure, "description"> = {
    title: "Models compared",
    subtitle: "On the same test inputs, with 95% intervals; the line is the generator.",
    separate: ["x"],
    legend: [],
    x: { label: "", scale: "linear", format: "percent" },
    y: { label: "", scale: "linear", names: models.map(({ name }) => name).reverse() },
    panels: names.map((metric) => ({
      name: metric,
      series: seriesOf(models, metric),
      rules: ruleOf(run, metric),
    })),
  };
  return figureDrawing("metrics", { ...figure, description: describe(models, names[0]!) });
}

function modelsOf(run: RunInspection): Model[] {
  const lookOf = looksOf(run);
  const { text } = cellNames(run);
  return [
    { name: "generator", look: plainLook, metrics: run.generator?.metrics },
    { name: "trained on true answers", look: plainLook, metrics: run.real?.metrics },
    ...ordered(run.cells).map((cell) => ({
      name: text(cell),
      look: lookOf(cell.verifier),
      metrics: cell.student?.metrics,
    })),
  ].flatMap(({ name, look, metrics }) => (metrics ? [{ name, look, metrics }] : []));
}

/** Those of a verifier together, the smallest share first. */
function ordered(cells: RunInspection["cells"]): InspectedCell[] {
  const groups = [...Map.groupBy(cells, ({ verifier }) => verifier).values()];
  return groups.flatMap((group) => group.toSorted((a, b) => a.fraction - b.fraction));
}

function seriesOf(models: readonly Model[], metric: string): Series[] {
  return models.flatMap(({ name, look, metrics }, i): Series[] => {
    const value = metrics[metric];
    if (value === undefined) return [];
    const place = { x: value.estimate, y: models.length - 1 - i, from: value.low, to: value.high };
    return [{ name, kind: "points", points: [place], look }];
  });
}

const ruleOf = ({ generator }: RunInspection, metric: string): Rule[] => {
  const value = generator?.metrics[metric];
  return value === undefined
    ? []
    : [{ axis: "x", value: value.estimate, low: value.low, high: value.high, label: "" }];
};

function describe(models: readonly Model[], metric: string): string {
  const said = models.flatMap(({ name, metrics }) =>
    metrics[metric] === undefined ? [] : [`${name} ${intervalText(metrics[metric])}`],
  );
  const shown = said.slice(0, 8);
  const rest = said.length - shown.length;
  return `By ${metric}: ${shown.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
}
