import { count } from "../../format.ts";
import type { InspectedCell, InspectedTraining, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Panel, Rule, Series } from "../figure.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { looksOf } from "./looks.ts";
import { cellNames, unverified } from "./words.ts";

const most = 6;

/** Losses of training, and of validation where there was any: all in one panel, or where there are many, a panel a verifier. */
export function losses(run: RunInspection): Drawing | null {
  const trainings = run.trainings.filter(({ losses }) => losses.length > 0);
  if (trainings.length === 0) return null;
  const isPositive = trainings.every(({ losses, evaluations }) =>
    [...losses, ...evaluations].every(({ loss }) => loss > 0),
  );
  const hasValidation = trainings.some(({ evaluations }) => evaluations.length > 0);
  const panels = trainings.length <= most ? [together(run, trainings)] : byVerifier(run, trainings);
  return figureDrawing("losses", {
    title: hasValidation ? "Losses of training and validation" : "Training losses",
    subtitle: `Mean loss of ${unitOf(run).many} to be learnt, between reports${hasValidation ? "; on validation rows at single moments, filled where the weights were kept" : ""}.`,
    description: describe(run, trainings),
    shape: "tall",
    x: { label: "updates", scale: "linear" },
    y: { label: `loss, nats a ${unitOf(run).one}`, scale: isPositive ? "log" : "linear" },
    panels,
  });
}

/** What the loss is the mean over. */
const unitOf = ({ tuning }: RunInspection) =>
  tuning === null || tuning.beta === null
    ? { one: "token", many: "the tokens" }
    : { one: "pair", many: "the pairs" };

const seriesOf = ({ losses }: InspectedTraining, name: string): Series => ({
  name,
  kind: "line",
  points: losses.map(({ update, loss }) => ({ x: update, y: loss })),
});

/** A verifier's student in its verifier's look, where no other shares it; models of real data thin and grey. */
function together(run: RunInspection, trainings: readonly InspectedTraining[]): Panel {
  const lookOf = looksOf(run);
  const cells = trainings.map((training) => cellOf(run, training));
  const verifiers = cells.flatMap((cell) => (cell === undefined ? [] : [cell.verifier]));
  const isDistinct = new Set(verifiers).size === verifiers.length;
  const styleOf = (cell: InspectedCell | undefined) =>
    cell === undefined
      ? { isReference: verifiers.length > 0 }
      : isDistinct
        ? { look: lookOf(cell.verifier) }
        : {};
  return {
    series: trainings.flatMap((training, i) => {
      const name = nameOf(run, training, cells[i]);
      return [{ ...seriesOf(training, name), ...styleOf(cells[i]) }, ...validationOf(training, run)];
    }),
    rules: trainings.flatMap(keptRule),
  };
}

/** Where the weights were kept, by the validation loss. */
const keptRule = ({ kept, evaluations }: InspectedTraining): Rule[] =>
  evaluations
    .filter(({ update }) => update === kept)
    .map(({ update, loss }) => ({ axis: "x", value: update, label: `weights kept: ${loss.toPrecision(3)}` }));

/** A line through the looks at the validation data, each marked. */
function validationOf({ name, evaluations, kept }: InspectedTraining, { tuning }: RunInspection): Series[] {
  if (evaluations.length === 0) return [];
  const series = tuning === null ? `${name}, validation` : "validation";
  const points = evaluations.map(({ update, loss }) => ({ x: update, y: loss }));
  return [
    { name: series, kind: "line", points },
    {
      name: series,
      kind: "points",
      points: points.map((point) => (point.x === kept ? point : { ...point, isOpen: true })),
    },
  ];
}

function byVerifier(run: RunInspection, trainings: readonly InspectedTraining[]): Panel[] {
  const { share } = cellNames(run);
  const cells = trainings.map((training) => ({ training, cell: cellOf(run, training) }));
  const others = cells.filter(({ cell }) => cell === undefined || cell.verifier === unverified);
  const verifiers = new Set(cells.map(({ cell }) => cell?.verifier).filter((name) => name !== undefined));
  verifiers.delete(unverified);
  return [
    ...(others.length === 0
      ? []
      : [
          {
            name: "to compare with",
            series: others.map(({ training, cell }) => ({
              ...seriesOf(training, nameOf(run, training, cell)),
              isReference: true,
            })),
          },
        ]),
    ...[...verifiers].map((name) => ({
      name,
      series: cells
        .filter(({ cell }) => cell?.verifier === name)
        .map(({ training, cell }) => seriesOf(training, share(cell!))),
    })),
  ];
}

function nameOf(run: RunInspection, { name }: InspectedTraining, cell: InspectedCell | undefined): string {
  if (run.tuning !== null) return "training";
  return cell === undefined
    ? name.replace(/^student of true answers$/, "trained on true answers")
    : cellNames(run).text(cell);
}

/** The cell whose selection a student was trained on. */
function cellOf({ stages, cells }: RunInspection, { stage }: InspectedTraining): InspectedCell | undefined {
  const inputs = stages.find(({ id }) => id === stage)?.inputs ?? [];
  return cells.find(({ selection }) => inputs.some((input) => input.stage === selection));
}

function describe(run: RunInspection, trainings: readonly InspectedTraining[]): string {
  const said = trainings.slice(0, most).map((training) => {
    const { losses, evaluations, kept, steps } = training;
    const name = nameOf(run, training, cellOf(run, training));
    const [first, last] = [losses[0]!.loss, losses.at(-1)!.loss];
    const best = evaluations.find(({ update }) => update === kept);
    const held =
      best === undefined
        ? ""
        : `, on validation rows ${evaluations[0]!.loss.toFixed(2)} to ${best.loss.toFixed(2)} after update ${count(kept!)}, whose weights were kept`;
    return `${name}: ${first.toFixed(2)} to ${last.toFixed(2)} in ${count(steps)} updates${held}`;
  });
  const rest = trainings.length - said.length;
  return `Loss of ${said.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
}
