import { count, percent, percentInterval } from "../format.ts";
import { byPromise, type Promising } from "../inspect/promise.ts";
import type { Cell, RunResult } from "../pipeline/result.ts";
import { groupHeading, isUnverified, type Page, title } from "./reports.ts";
import { type Column, table } from "./table.ts";

/** What a run without students ends with: what its generator can do, and the selections that other trainers can have. */
export function untrainedReport({ generator, cells }: RunResult, exportCommand: string, page: Page): string {
  const columns: Column[] = [
    { title: "id" },
    { title: "selection" },
    { title: "rows", align: "right" },
    { title: "verdict" },
  ];
  const best = byPromise(cells, partsOf, generator?.error.estimate ?? null);
  const first = best.find(({ kept }) => kept > 0) ?? best[0]!;
  const rows = best.map((cell) => ({
    cells: [cell.selection, named(cell), count(cell.kept), verdictOf(cell)],
  }));
  return [
    ...(generator === null ? [] : [metricsLine(generator.metrics), ""]),
    title("What was selected, the most promising first", page),
    "",
    table(columns, rows, page.width),
    "",
    `  ${exportCommand.replace("SELECTION", first.selection)}`,
  ].join("\n");
}

const verdictOf = ({ verdict }: Cell): string => verdict.split(",")[0]!;

const partsOf = (cell: Cell): Promising => ({
  ...cell,
  verdict: verdictOf(cell),
  inputShare: cell.coverage.inputShare,
});

const named = (cell: Cell): string =>
  isUnverified(cell) ? "everything, unverified" : `${cell.verifier}: ${groupHeading(cell)}`;

function metricsLine(metrics: NonNullable<RunResult["generator"]>["metrics"]): string {
  const [[main, first], ...others] = Object.entries(metrics).slice(0, 3) as [
    [string, (typeof metrics)[string]],
    ...[string, (typeof metrics)[string]][],
  ];
  const rest = others.map(([name, { estimate }]) => `, ${name} ${percent(estimate)}`).join("");
  return `The generator's likeliest answers to fresh inputs: ${main} ${percentInterval(first)}${rest}.`;
}
