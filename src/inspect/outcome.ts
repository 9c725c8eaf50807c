import { percentInterval } from "../format.ts";
import type { CellOutline } from "./cells.ts";
import { choiceIn } from "./choice.ts";
import type { CellFigures, InspectedModel } from "./inspection.ts";

type TrainedCell = CellOutline & { readonly student: InspectedModel };

/** What students showed of what was promised; null where none was evaluated. */
export function outcomeOf(
  cells: readonly CellOutline[],
  generator: InspectedModel | null,
  metric: string | null,
): string | null {
  const trained = cells.filter((cell): cell is TrainedCell => cell.student !== null);
  if (trained.length === 0 || metric === null) return null;
  const reached = ({ student }: TrainedCell) => student.metrics[metric];
  const [best] = trained
    .filter((cell) => reached(cell) !== undefined)
    .toSorted((a, b) => reached(b)!.estimate - reached(a)!.estimate);
  if (best === undefined) return null;
  const own = generator?.metrics[metric];
  const beside = own === undefined ? "" : `, the generator ${percentInterval(own)} %`;
  const score = percentInterval(reached(best)!);
  return `${tally(trained)}The best student, trained on ${choiceIn(best)}, has ${metric} ${score} %${beside}.`;
}

/**
 * `Of 9 selections that promised to help, 1 did, 1 changed nothing and 7 made it worse. `; the same of those known to be
 * narrow. Empty where no student was compared with the generator.
 */
function tally(trained: readonly TrainedCell[]): string {
  const said = [
    results(trained, "improves", "that promised to help", "did"),
    results(trained, "narrow", "that leave kinds of input out", "helped"),
  ].filter((one) => one !== null);
  return said.length === 0 ? "" : `Of ${said.join("; of ")}. `;
}

function results(
  trained: readonly TrainedCell[],
  verdict: CellFigures["verdict"],
  which: string,
  helped: string,
): string | null {
  const gains = trained.flatMap(({ estimate, student }) =>
    estimate?.verdict === verdict && student.gain !== null ? [student.gain] : [],
  );
  if (gains.length === 0) return null;
  const above = gains.filter(({ low }) => low > 0).length;
  const below = gains.filter(({ high }) => high < 0).length;
  const parts = [
    [above, helped],
    [gains.length - above - below, "changed nothing"],
    [below, "made it worse"],
  ] as const;
  const told = parts.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`);
  const list = told.join(", ").replace(/, (?=[^,]*$)/, " and ");
  return `${gains.length} selection${gains.length === 1 ? "" : "s"} ${which}, ${list}`;
}
