import { basename, relative } from "node:path";
import { styleText } from "node:util";
import { rejectsOf } from "../datasets/source.ts";
import { count, percent, percentInterval } from "../format.ts";
import type { CurationResult, Exported, SelectionResult } from "../pipeline/index.ts";
import { estimateReport } from "./estimate-report.ts";
import { fold } from "./fold.ts";
import { mappingReport } from "./mapping-report.ts";
import type { Page } from "./reports.ts";

/** What became of a file: its books, what was kept, what that promises, and what was written. */
export function curationReport(result: CurationResult, page: Page): string {
  const { source, estimate, selection, exports, db } = result;
  const sections = [
    [...fold(booksLine(source), page.width), mappingReport(source.mapping, source.mapping, page.width)].join(
      "\n",
    ),
    ...(selection !== null
      ? [selectionSection(selection, page)]
      : estimate !== null
        ? [estimateReport(estimate, page)]
        : []),
    ...exports.map((exported) => exportSection(exported, page)),
    next(result, db),
  ];
  return sections.join("\n\n");
}

function booksLine({ file, books }: CurationResult["source"]): string {
  const bad =
    books.rejected === 0
      ? ""
      : `; ${count(books.rejected)} malformed set aside in ${rejectsOf(fromHere(file))}`;
  return `${basename(file)}: ${count(books.kept)} rows${bad}.`;
}

function selectionSection(selection: SelectionResult, page: Page): string {
  const { id, by, selector, rows, kept, dropped, estimate, coverage } = selection;
  const folded = (text: string): string[] => [...fold(text, page.width)];
  const reasons = Object.entries(dropped).map(([reason, rows]) => `  ${count(rows)} dropped: ${reason}`);
  const share = rows === 0 ? 0 : kept / rows;
  return [
    ...folded(
      `Selection ${id}: ${count(kept)} of ${count(rows)} rows (${percent(share)} %), ${selector} by ${by}`,
    ).map((line) => styleText("bold", line, page)),
    ...reasons,
    "",
    ...(estimate === null
      ? ["No row is labelled, so nothing is known of its quality."]
      : [
          `p⋆ is ${percentInterval(estimate.pstar)}, the generator's error p ${percentInterval(estimate.error)},`,
          ...folded(
            `${percentInterval(estimate.keptPrecision)} of what is kept is correct: ${estimate.verdict.text}.`,
          ).map((line) => line.replace(estimate.verdict.text, (verdict) => styleText("bold", verdict, page))),
          `In percent, from ${count(estimate.labels)} labels.`,
        ]),
    ...folded(`${percent(coverage.inputShare)} % of the inputs keep a row${leastKind(coverage)}.`),
  ].join("\n");
}

function leastKind({ strata, smallestStratum }: SelectionResult["coverage"]): string {
  if (strata.length < 2) return "";
  return `; least of kind "${smallestStratum.stratum}", ${percent(smallestStratum.share)} %`;
}

/** What an export wrote. */
export function exportSection({ format, folder, data, leftOut, warnings }: Exported, page: Page): string {
  const files = data.map(({ path, rows }) => `  ${path}  ${count(rows)} rows`);
  const left = Object.entries(leftOut).map(([reason, rows]) => `  ${count(rows)} left out: ${reason}`);
  return [
    styleText("bold", `Exported as ${format} to ${fromHere(folder)}`, page),
    ...files,
    ...left,
    "  README.md  the data set's card",
    "  provenance.jsonl  where each row came from",
    ...warnings.flatMap((warning) => [...fold(`! ${warning}`, page.width)]),
  ].join("\n");
}

/** A path as one would type it. */
const fromHere = (path: string): string => relative("", path) || ".";

function next({ selection, exports }: CurationResult, db: string): string {
  const [first] = exports;
  if (first !== undefined) {
    return `Where a row came from:\n  pstar trace ${fromHere(first.folder)}/${first.data[0]!.path}:1`;
  }
  if (selection !== null) {
    return [
      "To write it for a trainer, or to compare it with another selection:",
      `  pstar export ${selection.id} --out FOLDER --format trl-prompt-completion --db ${db}`,
      `  pstar diff ${selection.id} OTHER --db ${db}`,
    ].join("\n");
  }
  return `Every row is in ${db}.`;
}
