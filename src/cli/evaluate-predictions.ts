import { loadConfig } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import { count } from "../format.ts";
import {
  evaluatePredictions,
  type PredictionCounts,
  type PredictionResult,
  type PredictionSource,
  testInputs,
} from "../pipeline/index.ts";
import { jsonText } from "../visible.ts";
import { databaseOf } from "./database.ts";
import { kindOfFile } from "./file-kind.ts";
import { outcomeReport, type Page } from "./reports.ts";
import { requestsBy } from "./request-flags.ts";
import { requestsReport } from "./requests-report.ts";
import { print, type RunFlags } from "./run.ts";
import { selectionId } from "./selection-id.ts";
import { terminalWidth } from "./table.ts";
import { named } from "./typed.ts";
import { pipelineVerb } from "./verbs.ts";
import { interruptibly } from "./work.ts";

export interface PredictionFlags extends RunFlags {
  readonly predictions?: string;
  readonly folder?: string;
  readonly endpoint?: string;
  readonly model?: string;
  readonly name?: string;
  readonly selection?: string;
  readonly writeInputs?: string;
}

const ofElsewhere = [
  "predictions",
  "folder",
  "endpoint",
  "model",
  "name",
  "selection",
  "writeInputs",
] as const;

/** `pstar evaluate FILE`: of a pipeline's own students; or of a model trained elsewhere, what it is to answer or has answered. */
export async function evaluate(file: string, flags: PredictionFlags): Promise<void> {
  if (ofElsewhere.every((flag) => flags[flag] === undefined)) return pipelineVerb(file, "evaluate", flags);
  if (kindOfFile(file) !== "pipeline") {
    throw new PstarError("is no pipeline file, and has no test inputs", { exitCode: 2, where: file });
  }
  const { config, text } = loadConfig(file);
  const db = databaseOf(config.name, flags.db);
  if (flags.dryRun) {
    throw new PstarError("--dry-run means nothing for a model trained elsewhere", {
      exitCode: 2,
      remedy: "leave it out",
    });
  }
  if (flags.writeInputs !== undefined) {
    const stray = (["endpoint", "model", "name", "selection"] as const).find(
      (flag) => flags[flag] !== undefined,
    );
    if (stray !== undefined) throw meaningless(stray, "--write-inputs");
    const inputs = await testInputs(config, db);
    writeWhole(flags.writeInputs, inputs.map((input) => `${JSON.stringify(input)}\n`).join(""));
    const written = { file: flags.writeInputs, inputs: inputs.length };
    return print(flags.json ? jsonText(written) : writtenReport(written, file));
  }
  const source = sourceOf(flags);
  const result = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    evaluatePredictions(config, {
      db,
      configText: text,
      source,
      ...(flags.name !== undefined && { name: flags.name }),
      ...(flags.selection !== undefined && { selection: selectionId(flags.selection) }),
      ...requestsBy(flags),
      signal,
      onProgress: progress.report,
    }),
  );
  if (result === undefined) return;
  if (flags.json) return print(jsonText(result));
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  print(`\n${outcomeReport(result, page)}\n\n${predictionsReport(result).join("\n")}`);
  const requests = requestsReport(result, `pstar evaluate ${file} … --retry-errors`, page);
  if (requests.length > 0) print(`\n${requests.join("\n")}`);
}

function sourceOf({ predictions, folder, endpoint, model }: PredictionFlags): PredictionSource {
  if (predictions !== undefined) {
    if (model !== undefined) throw meaningless("model", "--predictions");
    return { kind: "file", file: predictions };
  }
  if (folder !== undefined) {
    if (model !== undefined) throw meaningless("model", "--folder");
    return { kind: "folder", folder };
  }
  if (model !== undefined) {
    return { kind: "endpoint", model, ...(endpoint !== undefined && { baseUrl: endpoint }) };
  }
  throw new PstarError("what did it answer?", {
    exitCode: 2,
    remedy: "give --folder FOLDER, --predictions FILE, or --endpoint URL and --model NAME",
  });
}

const meaningless = (flag: string, of: string): PstarError =>
  new PstarError(`${named(flag)} means nothing beside ${of}`, { exitCode: 2, remedy: "leave it out" });

const writtenReport = ({ file, inputs }: { file: string; inputs: number }, pipeline: string): string =>
  [
    `Wrote ${count(inputs)} inputs to ${file}. Write a row of id and output for each, then:`,
    `  pstar evaluate ${pipeline} --predictions ANSWERS.jsonl`,
  ].join("\n");

function predictionsReport({ predictions, run }: PredictionResult): string[] {
  const { student, selection, counts, isNewRun } = predictions;
  return [
    `${student} was trained on ${selection} elsewhere; its outcome is in ${isNewRun ? `a run of its own, ${run}` : run}.`,
    ...(counts === null ? [] : [`${count(counts.inputs)} test inputs${unevenness(counts)}.`]),
  ];
}

/** `, of which 2 have no prediction, counted as wrong; 3 rows answer no test input` */
function unevenness({ missing, failed, repeated, unknown }: PredictionCounts): string {
  const wrong = [
    ...(missing > 0 ? [`${count(missing)} ${missing === 1 ? "has" : "have"} no prediction`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
  ].join(" and ");
  const parts = [
    ...(wrong === "" ? [] : [`of which ${wrong}, counted as wrong`]),
    ...(repeated > 0 ? [`${count(repeated)} said twice`] : []),
    ...(unknown > 0
      ? [`${rows(unknown)} no test input and ${unknown === 1 ? "was" : "were"} left aside`]
      : []),
  ];
  return parts.length === 0 ? ", all answered" : `, ${parts.join("; ")}`;
}

const rows = (many: number): string => `${count(many)} row${many === 1 ? " answers" : "s answer"}`;
