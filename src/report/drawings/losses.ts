import { count } from "../../format.ts";
import type { InspectedCell, InspectedTraining, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Panel, Series } from "../figure.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { looksOf } from "./looks.ts";
import { cellNames, unverified } from "./words.ts";

const most = 6;

/** Training losses: all in one panel, or where there are many, a panel a verifier. */
export function losses(run: RunInspection): Drawing | null {
  const trainings = run.trainings.filter(({ losses }) => losses.length > 0);
  if (trainings.length === 0) return null;
  const isPositive = trainings.every(({ losses }) => losses.every(({ loss }) => loss > 0));
  const panels = trainings.length <= most ? [together(run, trainings)] : byVerifier(run, trainings);
  return figureDrawing("losses", {
    title: "Training losses",
    subtitle: "Mean loss of the tokens to be learnt, between reports.",
    description: describe(run, trainings),
    shape: "tall",
    x: { label: "updates", scale: "linear" },
    y: { label: "loss, nats a token", scale: isPositive ? "log" : "linear" },
    panels,
  });
}

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
    series: trainings.map((training, i) => ({
      ...seriesOf(training, nameOf(run, training, cells[i])),
      ...styleOf(cells[i]),
    })),
  };
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

const nameOf = (run: RunInspection, { name }: InspectedTraining, cell: InspectedCell | undefined): string =>
  cell === undefined
    ? name.replace(/^student of true answers$/, "trained on true answers")
    : cellNames(run).text(cell);

/** The cell whose selection a student was trained on. */
function cellOf({ stages, cells }: RunInspection, { stage }: InspectedTraining): InspectedCell | undefined {
  const inputs = stages.find(({ id }) => id === stage)?.inputs ?? [];
  return cells.find(({ selection }) => inputs.some((input) => input.stage === selection));
}

function describe(run: RunInspection, trainings: readonly InspectedTraining[]): string {
  const said = trainings.slice(0, most).map((training) => {
    const { losses, steps } = training;
    const name = nameOf(run, training, cellOf(run, training));
    const [first, last] = [losses[0]!.loss, losses.at(-1)!.loss];
    return `${name}: ${first.toFixed(2)} to ${last.toFixed(2)} in ${count(steps)} updates`;
  });
  const rest = trainings.length - said.length;
  return `Loss of ${said.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
}
