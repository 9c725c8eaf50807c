import { percentInterval } from "../format.ts";
import type { CellOutline } from "./cells.ts";
import { choiceIn } from "./choice.ts";
import type { InspectedModel } from "./inspection.ts";

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

/** `Of 9 selections that promised to help, 1 did, 1 changed nothing and 7 made it worse. `; empty where not compared. */
function tally(trained: readonly TrainedCell[]): string {
  const promised = trained.filter(({ estimate }) => estimate?.verdict === "improves");
  const gains = promised.flatMap(({ student }) => student.gain ?? []);
  if (gains.length === 0) return "";
  const helped = gains.filter(({ low }) => low > 0).length;
  const harmed = gains.filter(({ high }) => high < 0).length;
  const results = [
    [helped, "did"],
    [gains.length - helped - harmed, "changed nothing"],
    [harmed, "made it worse"],
  ] as const;
  const said = results.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`);
  const of = gains.length === 1 ? "Of 1 selection" : `Of ${gains.length} selections`;
  return `${of} that promised to help, ${said.join(", ").replace(/, (?=[^,]*$)/, " and ")}. `;
}
