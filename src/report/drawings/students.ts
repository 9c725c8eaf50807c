import type { InspectedCell, RunInspection } from "../../inspect/index.ts";
import type { Interval } from "../../metrics/interval.ts";
import type { Drawing } from "../drawing.ts";
import type { Point, Rule, Series } from "../figure.ts";
import { errorRule, halfRule } from "./breakdown.ts";
import { estimated, isByScoreAlone, openMarks, upright } from "./by-share.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { looksOf } from "./looks.ts";
import { capital, cellNames, intervalText, shareText, unverified } from "./words.ts";

/** What students reached against the p⋆ that was promised. */
export function students(run: RunInspection): Drawing | null {
  const { metric } = run.head;
  const cells = metric === null ? [] : trained(run, metric);
  if (metric === null || cells.length === 0) return null;
  const lookOf = looksOf(run);
  // An unverified student stands there by itself.
  const half = cells.some(({ verifier }) => verifier === unverified) ? [] : [halfRule("x")];
  const names = [...new Set(cells.map(({ verifier }) => verifier))];
  const series = names.map((verifier): Series => {
    const points = cells.filter((cell) => cell.verifier === verifier).map(({ point }) => point);
    return {
      name: verifier === unverified ? "unverified" : verifier,
      kind: "points",
      points,
      look: lookOf(verifier),
    };
  });
  return figureDrawing("students", {
    title: "Students against their p⋆",
    subtitle: `Each student’s ${metric} with its 95% interval, by the breakdown point of what it was trained on; beside it the share kept${run.elsewhere.length === 0 ? "" : ", or the name of a model trained elsewhere"}.${hasBoth(run) ? openMarks(run.cells, "Filled marks are of the best of all candidates") : ""}`,
    description: describe(run, metric, cells),
    shape: "tall",
    x: { label: "breakdown point p⋆", scale: "linear", format: "percent" },
    y: { label: metric, scale: "linear", format: "percent" },
    panels: [{ series, rules: [...modelRules(run, metric), ...errorRule(run, "x"), ...half] }],
  });
}

interface Trained {
  readonly verifier: string;
  readonly text: string;
  readonly metric: Interval;
  readonly point: Point;
}

/** Whether some cells keep what scores highest of all candidates, and others not. */
const hasBoth = ({ cells }: RunInspection): boolean =>
  new Set(cells.filter(({ verifier }) => verifier !== unverified).map(isByScoreAlone)).size === 2;

function trained(run: RunInspection, name: string): Trained[] {
  const { prose } = cellNames(run);
  const both = hasBoth(run);
  return estimated(run.cells).flatMap((cell) => {
    const { verifier, estimate } = cell;
    const open = both && !isByScoreAlone(cell) ? { isOpen: true } : {};
    return modelsOf(run, cell).flatMap(({ model, label }) => {
      const metric = model.metrics[name];
      if (metric === undefined) return [];
      const text = model === cell.student ? prose(cell) : `${label}, of ${prose(cell)}`;
      const point = { x: estimate.pstar.estimate, ...upright(metric), ...(label && { label }), ...open };
      return [{ verifier, text, metric, point }];
    });
  });
}

/** What was trained on a cell here and elsewhere; one from elsewhere that is entered in this very run stands as its student. */
function modelsOf(
  { elsewhere, head }: RunInspection,
  { selection, student, verifier, fraction }: InspectedCell,
) {
  const outsiders = elsewhere.filter((model) => model.selection === selection);
  const isOwn = student !== null && !outsiders.some(({ run }) => run === head.id);
  const share = verifier === unverified ? undefined : shareText(fraction);
  return [
    ...(isOwn ? [{ model: student, label: share }] : []),
    ...outsiders.map((model) => ({ model, label: model.name })),
  ];
}

/** The generator, and the model of true answers. */
export const modelRules = ({ generator, real }: RunInspection, metric: string): Rule[] =>
  [
    { label: "generator", value: generator?.metrics[metric] },
    { label: "trained on true answers", value: real?.metrics[metric] },
  ].flatMap(({ label, value }): Rule[] =>
    value === undefined
      ? []
      : [{ axis: "y", value: value.estimate, low: value.low, high: value.high, label }],
  );

function describe({ generator, real }: RunInspection, metric: string, cells: readonly Trained[]): string {
  const order = cells.toSorted((a, b) => b.metric.estimate - a.metric.estimate);
  const [best, worst] = [order[0]!, order.at(-1)!];
  const said = [
    `best student: ${best.text}, ${metric} ${intervalText(best.metric)}`,
    ...(worst === best ? [] : [`worst: ${worst.text}, ${intervalText(worst.metric)}`]),
    ...[
      { name: "generator", value: generator?.metrics[metric] },
      { name: "model of true answers", value: real?.metrics[metric] },
    ].flatMap(({ name, value }) => (value === undefined ? [] : [`${name}: ${intervalText(value)}`])),
  ];
  return `${capital(said.join("; "))}.`;
}
