import { styleText } from "node:util";
import { count, percent, percentInterval } from "../format.ts";
import type { Interval } from "../metrics/interval.ts";
import type { Cell, Metrics, RunResult, TrainedModel } from "../pipeline/result.ts";
import type { Terminal } from "./progress.ts";
import { type Column, type Row, table } from "./table.ts";

/** How a report is shown: its width in terminal cells and where it goes, for colour. */
export interface Page {
  readonly width: number;
  readonly stream: Terminal;
}

/** φ, ψ, p⋆ and the verdict of every cell, as they are known before a student is trained. */
export function estimatesReport(cells: readonly Cell[], generatorError: Interval, page: Page): string {
  const [first] = cells;
  const columns: Column[] = [
    { title: "verifier" },
    { title: "φ", align: "right" },
    { title: "ψ", align: "right" },
    { title: "p⋆ [interval]", align: "right" },
    { title: "P(p<p⋆)", align: "right" },
    { title: "correct", align: "right" },
    { title: "inputs", align: "right", optional: true },
    { title: "kept", align: "right", optional: true },
  ];
  const rows = grouped(cells, (cell) => ({
    cells: [
      label(cell),
      percent(cell.phi),
      percent(cell.psi),
      percentInterval(cell.pstar),
      percent(cell.probabilityMajorityCorrect),
      percent(cell.keptPrecision),
      percent(cell.coverage.inputShare),
      count(cell.kept),
    ],
    remark: cell.verdict,
  }));
  return [
    title("Before any training: what each verifier's choice promises", page),
    "",
    `The generator's error p is ${percentInterval(generatorError)}. All numbers are in percent,`,
    `measured on ${count(first.labels)} answers to ${count(first.inputs)} inputs that no model is trained on.`,
    "",
    table(columns, rows, page.width),
    ...oneSided(generatorError),
    "",
    "φ, ψ     shares of the correct and of the wrong answers that are kept",
    "p⋆       φ / (φ + ψ): an error p above it ends in collapse, 50 promises no gain",
    "P(p<p⋆)  probability that the error is below it, from the calibration inputs",
    "correct  share of the kept answers that are correct",
    "inputs   share of the inputs that keep an answer: few mean a narrow student",
  ].join("\n");
}

/** Where all labels are alike one of φ and ψ was never seen, and its number is only what is taken for granted. */
function oneSided({ estimate }: Interval): string[] {
  if (estimate === 1) {
    return [
      "",
      "! None of these answers is correct, so φ and p⋆ are not measured but assumed: is",
      "  what counts as correct (task.correct) too strict, or the generator unfit?",
    ];
  }
  return estimate === 0
    ? ["", "! All of these answers are correct, so ψ and p⋆ are not measured but assumed."]
    : [];
}

/** What was predicted beside what came of it: the generator, then the students by how they were chosen. */
export function outcomeReport(result: RunResult, page: Page): string {
  const { generator, real, cells, correlation } = result;
  if (generator === null || !isTrained(result)) return "";
  const [main, ...others] = Object.keys(generator.metrics).slice(0, 3) as [string, ...string[]];
  const columns: Column[] = [
    { title: "trained on" },
    { title: "rows", align: "right", optional: true },
    { title: "p⋆", align: "right" },
    { title: `${main} [interval]`, align: "right" },
    ...others.map((name): Column => ({ title: name, align: "right", optional: true })),
  ];
  const scores = (metrics: Metrics): string[] => [
    percentInterval(metrics[main]!),
    ...others.map((name) => percent(metrics[name]!.estimate)),
  ];
  const trained = cells.filter((cell) => cell.student !== null);
  const rows: Row[] = [
    { cells: ["generator", "", "", ...scores(generator.metrics)] },
    ...grouped(trained, (cell) => ({
      cells: [label(cell), count(cell.kept), percent(cell.pstar.estimate), ...scores(cell.student!.metrics)],
      remark: comparison(cell.student!, page),
    })),
  ];
  if (real !== null) {
    rows.push({
      cells: ["true answers", "", "", ...scores(real.metrics)],
      remark: comparison(real, page),
    });
  }
  return [
    title("After training: how the students do on fresh inputs", page),
    "",
    table(columns, rows, page.width),
    "",
    "In percent. ▲ above, ▼ below the generator on the same inputs: by how much, with",
    "its interval; = where that holds 0.",
    ...foresight(correlation, main, page),
  ].join("\n");
}

/** Whether any student was. */
export const isTrained = ({ cells, real }: RunResult): boolean =>
  real !== null || cells.some(({ student }) => student !== null);

/** How well what was known before training foretold the students' order; nothing where too few were trained. */
function foresight(correlation: RunResult["correlation"], metric: string, { width }: Page): string[] {
  const { withCoverage, groups } = correlation;
  const known = [
    { name: "p⋆, all students", ...correlation },
    ...groups
      .filter(({ cells }) => cells > 2)
      .map((group) => ({ name: `p⋆, ${groupHeading(group)}`, ...group })),
    { name: "p⋆ and coverage, all students", ...withCoverage },
  ].filter(({ spearman, cells }) => spearman !== null && cells > 2);
  if (known.length === 0) return [];
  const right = "right" as const;
  const columns = [
    { title: `what foretells ${metric}` },
    { title: "students", align: right },
    { title: "Spearman", align: right },
    { title: "Pearson", align: right },
  ];
  const rows = known.map(({ name, cells, spearman, pearson }) => ({
    cells: [name, String(cells), signed(spearman), signed(pearson)],
  }));
  return ["", table(columns, rows, width), "", "1 is a perfect forecast of the students' order, 0 none."];
}

const signed = (value: number | null, digits = 2): string => value?.toFixed(digits).replace("-", "−") ?? "";

/** Nothing selected first, then rows under a heading for each way of selecting; in each, the highest p⋆ first. */
function grouped(cells: readonly Cell[], row: (cell: Cell) => Row): Row[] {
  const [unverified, verified] = [cells.filter(isUnverified), cells.filter((cell) => !isUnverified(cell))];
  const groups = [...Map.groupBy(verified, groupHeading)];
  return [
    ...unverified.map(row),
    ...groups.flatMap(([heading, members]) => [
      { heading },
      ...members.toSorted((a, b) => b.pstar.estimate - a.pstar.estimate).map(row),
    ]),
  ];
}

export const isUnverified = ({ verifier }: Cell): boolean => verifier === "none";

const label = (cell: Cell): string => (isUnverified(cell) ? "unverified" : `  ${cell.verifier}`);

export function groupHeading(
  cell: Pick<Cell, "selector" | "fraction"> & { readonly threshold?: number | null },
): string {
  const { selector, fraction, threshold = null } = cell;
  const each = 1 / fraction;
  const share = Number.isInteger(each) && each > 1 ? `1 in ${each}` : `${percent(fraction, 0)} %`;
  if (selector === "top-share") return `the best ${share} of all answers`;
  if (selector === "best-of-n") return `the best ${share} of the answers to each input`;
  if (selector === "per-stratum") return `the best ${share} of the answers to each kind of input`;
  return threshold === null ? "all answers" : `answers scored at least ${threshold}`;
}

/** Which way and how far a model is from the generator on the same inputs. */
function comparison({ gain }: TrainedModel, { stream }: Page): string {
  if (gain === null) return "";
  const [by, low, high] = [gain.estimate, gain.low, gain.high].map((value) => signed(100 * value, 1));
  const points = `${gain.estimate > 0 ? "+" : ""}${by} [${low}, ${high}]`;
  if (gain.low > 0) return `${styleText("green", "▲", { stream })} ${points}`;
  if (gain.high < 0) return `${styleText("red", "▼", { stream })} ${points}`;
  return `= ${points}`;
}

export const title = (text: string, { stream }: Page): string => styleText("bold", text, { stream });
