import { styleText } from "node:util";
import { estimateDefaults } from "../config/index.ts";
import { rejectsOf } from "../datasets/source.ts";
import { PstarError } from "../errors.ts";
import { type LabelDesign, postStratify } from "../estimation/design.ts";
import { fullEstimate } from "../estimation/full-estimate.ts";
import type { EstimateColumnsOptions } from "../estimation/judgement.ts";
import type { EstimateReport } from "../estimation/report.ts";
import { suggestLabels } from "../estimation/suggest.ts";
import { count, percent } from "../format.ts";
import { columnsOfRun, weighted } from "../pipeline/index.ts";
import { listRuns, openStore, parseId, type Run, readRun, type Store } from "../store/index.ts";
import { jsonText } from "../visible.ts";
import { curate } from "./curate.ts";
import type { CurationFlags } from "./curation-of.ts";
import { estimateReport } from "./estimate-report.ts";
import { kindOfFile } from "./file-kind.ts";
import { requireMeaning } from "./flag-meaning.ts";
import { fold } from "./fold.ts";
import { mappingReport } from "./mapping-report.ts";
import { type OpenedData, openData } from "./open-data.ts";
import type { Page } from "./reports.ts";
import { print, run } from "./run.ts";
import { terminalWidth } from "./table.ts";
import { targetOf } from "./target.ts";
import { typed } from "./typed.ts";

export interface EstimateFlags extends CurationFlags {
  readonly run?: string;
  readonly suggest?: number;
  readonly json?: true;
  readonly dryRun?: true;
  readonly db?: string;
}

/** `pstar estimate FILE`: of a pipeline or curation file, of a run in a database, or of a file of data. */
export async function estimate(file: string, flags: EstimateFlags): Promise<void> {
  switch (kindOfFile(file)) {
    case "pipeline":
      requireMeaning(flags, "a pipeline file", file);
      return run(file, "estimate", flags);
    case "curation":
      requireMeaning(flags, "an estimate of a curation file", file);
      return curate(file, "estimate", flags);
    case "database":
      requireMeaning(flags, "an estimate of a run", file);
      return estimateRun(file, flags);
    case "data":
      requireMeaning(
        flags,
        flags.suggest === undefined
          ? "an estimate of a file of data"
          : "an estimate that suggests rows to label",
        file,
      );
      return estimateFile(file, flags);
  }
}

async function estimateFile(file: string, flags: EstimateFlags): Promise<void> {
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  const data = await openData(file, flags, { needsText: false, quiet: flags.json === true });
  const { columns, warnings } = weighted(data.columns, data.design);
  const report = fullEstimate(columns, estimateOptions(flags));
  const all = { ...report, warnings: [...dataWarnings(data), ...warnings, ...report.warnings] };
  const suggestion = flags.suggest === undefined ? null : suggest(data, all, flags, flags.suggest);
  if (flags.json) {
    const { mapping, books } = data;
    return print(jsonText({ ...all, ...(suggestion && { suggestion }), mapping, books }));
  }
  print(headOf(data, page));
  print(`\n${estimateReport(all, page)}`);
  if (suggestion !== null) print(`\n${suggestionReport(suggestion, file, flags, page)}`);
  if (data.columns.scores.length > 0) print(`\n${nextSteps(file, flags, all, page)}`);
}

async function estimateRun(db: string, flags: EstimateFlags): Promise<void> {
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  const store = openStore(db, { readonly: true });
  let found: ReturnType<typeof columnsOfRun>;
  let of: Run;
  try {
    of = chosenRun(store, flags.run);
    found = columnsOfRun(store, of);
  } finally {
    store.close();
  }
  const options = estimateOptions({ ...flags, seed: flags.seed ?? of.seed });
  const report = fullEstimate(found.columns, options);
  const all = { ...report, warnings: [...found.warnings, ...report.warnings] };
  print(flags.json ? jsonText(all) : estimateReport(all, page));
}

function chosenRun(store: Store, id: string | undefined): Run {
  if (id === undefined) {
    const last = listRuns(store).at(-1);
    if (last === undefined) throw new PstarError("holds no run", { exitCode: 2, where: store.path });
    return last;
  }
  const parsed = parseId(id);
  if (parsed.kind === "run") return readRun(store, parsed.id);
  throw new PstarError(`"${id}" is no run`, { exitCode: 2, remedy: "give its id, such as r1" });
}

/** The options of an estimate as flags give them, else as a curation file has them by default. */
export function estimateOptions(flags: CurationFlags): EstimateColumnsOptions {
  return {
    fractions: flags.fractions ?? estimateDefaults.fractions,
    labelThreshold: flags.threshold ?? estimateDefaults.labelThreshold,
    intervals: flags.intervals ?? estimateDefaults.intervals,
    certainty: flags.certainty ?? estimateDefaults.certainty,
    confidence: flags.confidence ?? estimateDefaults.confidence,
    draws: flags.draws ?? estimateDefaults.draws,
    precision: flags.precision ?? estimateDefaults.precision,
    seed: flags.seed ?? 1,
  };
}

function dataWarnings({ columns, strayLabels, labelPath }: OpenedData): string[] {
  const stray = `${count(strayLabels)} labels in ${labelPath} are of no row of the file`;
  const scoreless = "no field was taken for a score: name some with --score FIELD…";
  return [...(strayLabels === 0 ? [] : [stray]), ...(columns.scores.length > 0 ? [] : [scoreless])];
}

function headOf({ file, books, columns, mapping, given, labels, labelPath }: OpenedData, page: Page): string {
  const { rows, inputs } = columns;
  const bad = books.bad === 0 ? "" : `; ${count(books.bad)} malformed set aside in ${rejectsOf(file)}`;
  const beside =
    labels.size === 0 ? [] : [...fold(`Labels: ${count(labels.size)} from ${labelPath}`, page.width)];
  return [
    ...fold(`${file}: ${count(rows)} rows to ${count(inputs)} inputs${bad}`, page.width),
    mappingReport(mapping, given, page.width),
    ...beside,
  ].join("\n");
}

interface SuggestedRows {
  readonly score: string;
  readonly fraction: number;
  /** Rows of the file, candidates counted from 0. */
  readonly rows: readonly number[];
  /** The strata they are drawn from, at random in each. */
  readonly design: LabelDesign;
  /** How many rows each one's label will stand for, once all of them are labelled. */
  readonly weights: readonly number[];
  /** Predicted widths of p⋆'s interval, with these labels and with as many at random. */
  readonly expected: { readonly suggested: number; readonly random: number };
}

function suggest(
  { columns, design }: OpenedData,
  report: EstimateReport,
  flags: EstimateFlags,
  labels: number,
): SuggestedRows {
  const { score, fraction } = targetOf(columns, report, flags);
  const seed = flags.seed ?? 1;
  const suggested = suggestLabels(columns, {
    score,
    fraction,
    count: labels,
    seed,
    earlier: design,
  });
  const rows = [...suggested.rows];
  const labelled = columns.labels.slice();
  for (const row of rows) labelled[row] = 1;
  const { weights } = postStratify({ ...columns, labels: labelled }, suggested.design);
  return {
    ...{ score, fraction, rows, design: suggested.design, expected: suggested.expected },
    weights: rows.map((row) => weights[row]!),
  };
}

function suggestionReport(
  { score, fraction, rows, expected }: SuggestedRows,
  file: string,
  flags: EstimateFlags,
  page: Page,
): string {
  const { suggested, random } = expected;
  return [
    styleText("bold", "What to label next", page),
    "",
    ...fold(
      `${count(rows.length)} rows around the cut of ${score} at ${percent(fraction)} %. With their labels the interval of p⋆ ` +
        `should be about ${percent(suggested)} points wide, with as many random ones about ${percent(random)}.`,
      page.width,
    ),
    "",
    `  ${typed("label", file, flags, targeted(flags))} --suggest ${rows.length}`,
  ].join("\n");
}

/** What labels are to settle, where flags say it. */
const targeted = ({ by, fraction }: EstimateFlags) => ({
  ...(by !== undefined && { by }),
  ...(fraction !== undefined && { fraction }),
});

function nextSteps(file: string, flags: EstimateFlags, { verifiers }: EstimateReport, page: Page): string {
  const best = verifiers
    .filter(({ recommended }) => recommended !== null)
    .toSorted((a, b) => b.recommended!.kept - a.recommended!.kept)[0];
  const needed = verifiers.flatMap(({ curve }) => curve.flatMap(({ moreLabels }) => moreLabels ?? []));
  const next =
    best === undefined
      ? `${typed("label", file, flags)} --suggest ${Math.min(200, ...needed)}`
      : typed("select", file, flags, { by: best.name, fraction: best.recommended!.fraction });
  return [styleText("bold", "Next", page), `  ${next}`].join("\n");
}
