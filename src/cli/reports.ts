import { styleText } from "node:util";
import type { Cell, Interval, Metrics, RunResult } from "../pipeline/result.ts";
import { count, percent, percentInterval } from "./format.ts";
import { type Column, type Row, table } from "./table.ts";

/** How a report is shown: its width in terminal cells and where it goes, for colour. */
export interface Page {
  readonly width: number;
  readonly stream: NodeJS.WriteStream;
}

/** φ, ψ, p⋆ and the verdict of every cell, as they are known before a student is trained. */
export function estimatesReport(cells: readonly Cell[], generatorError: Interval, page: Page): string {
  const columns: Column[] = [
    { title: "verifier" },
    { title: "kept", align: "right" },
    { title: "φ", align: "right" },
    { title: "ψ", align: "right" },
    { title: "p⋆ [interval]", align: "right" },
    { title: "P(p<p⋆)", align: "right" },
    { title: "correct", align: "right" },
    { title: "inputs", align: "right", optional: true },
  ];
  const rows = grouped(cells, (cell) => ({
    cells: [
      `  ${cell.verifier}`,
      count(cell.kept),
      percent(cell.phi),
      percent(cell.psi),
      percentInterval(cell.pstar),
      percent(cell.probabilityMajorityCorrect),
      percent(cell.keptPrecision),
      percent(cell.coverage.inputShare),
    ],
    remark: cell.verdict,
  }));
  return [
    title("Before any training: what each verifier's choice promises", page),
    "",
    `The generator's error p is ${percentInterval(generatorError)} % of its answers. All numbers are in percent.`,
    "",
    table(columns, rows, page.width),
    "",
    "φ, ψ    correct and wrong answers that the verifier keeps",
    "p⋆      φ / (φ + ψ): an error p above it ends in collapse; 50 is no better than not verifying",
    "correct answers that are right among those kept        inputs  those that keep an answer",
  ].join("\n");
}

/** What was predicted beside what came of it: the generator, then the students by how they were chosen. */
export function outcomeReport(result: RunResult, page: Page): string {
  const { generator, real, cells, correlation } = result;
  if (generator === null) return "";
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
  const mark = (metrics: Metrics): string => comparison(metrics[main]!, generator.metrics[main]!, page);
  const trained = cells.filter((cell) => cell.student !== null);
  const rows: Row[] = [
    { cells: ["the generator itself", "", "", ...scores(generator.metrics)] },
    ...grouped(trained, (cell) => ({
      cells: [
        `  ${cell.verifier}`,
        count(cell.kept),
        percent(cell.pstar.estimate),
        ...scores(cell.student!.metrics),
      ],
      remark: mark(cell.student!.metrics),
    })),
  ];
  if (real !== null) {
    rows.push({
      cells: ["true answers instead", "", "", ...scores(real.metrics)],
      remark: mark(real.metrics),
    });
  }
  return [
    title("After training: how the students do on fresh inputs", page),
    "",
    table(columns, rows, page.width),
    "",
    "In percent. ▲ and ▼ where the intervals of student and generator do not overlap.",
    ...correlationLine(correlation, main),
  ].join("\n");
}

function correlationLine({ spearman, pearson, cells }: RunResult["correlation"], metric: string): string[] {
  if (spearman === null || pearson === null) return [];
  return [
    `p⋆ against ${metric} over ${cells} students: Spearman ${spearman.toFixed(2)}, Pearson ${pearson.toFixed(2)}.`,
  ];
}

/** Rows under a heading for each way of selecting, nothing selected first; in each, the highest p⋆ first. */
function grouped(cells: readonly Cell[], row: (cell: Cell) => Row): Row[] {
  const groups = Map.groupBy(cells, groupHeading);
  const unverified = groups.get(UNVERIFIED);
  groups.delete(UNVERIFIED);
  const ordered = [...(unverified === undefined ? [] : [[UNVERIFIED, unverified] as const]), ...groups];
  return ordered.flatMap(([heading, members]) => [
    { heading },
    ...members.toSorted((a, b) => b.pstar.estimate - a.pstar.estimate).map(row),
  ]);
}

const UNVERIFIED = "everything, unverified";

function groupHeading({ verifier, selector, fraction }: Cell): string {
  if (verifier === "none") return UNVERIFIED;
  const share = `${percent(fraction, 0)} %`;
  if (selector === "top-share") return `the best ${share} of all answers`;
  if (selector !== "best-of-n") return selector;
  return fraction === 1
    ? "the best answer to each input"
    : `the best answer to each input, best ${share} of them`;
}

function comparison(student: Interval, generator: Interval, { stream }: Page): string {
  if (student.low > generator.high) return styleText("green", "▲ above the generator", { stream });
  if (student.high < generator.low) return styleText("red", "▼ below the generator", { stream });
  return "= like the generator";
}

const title = (text: string, { stream }: Page): string => styleText("bold", text, { stream });
