import { loadConfig } from "../config/index.ts";
import { count, duration } from "../format.ts";
import { type PlannedStage, planPipeline, runPipeline, type Verb } from "../pipeline/index.ts";
import type { RunResult } from "../pipeline/result.ts";
import { jsonText } from "../visible.ts";
import { costLine } from "./cost.ts";
import { databaseOf, makeFolderOf } from "./database.ts";
import { estimatesReport, isTrained, outcomeReport, type Page } from "./reports.ts";
import { type RequestFlags, requestsBy } from "./request-flags.ts";
import { requestsReport } from "./requests-report.ts";
import { table, terminalWidth } from "./table.ts";
import { typed } from "./typed.ts";
import { untrainedReport } from "./untrained-report.ts";
import { interruptibly } from "./work.ts";

export interface RunFlags extends RequestFlags {
  readonly dryRun?: true;
  readonly json?: true;
  readonly db?: string;
}

/** `pstar run FILE` and each verb: does the stages of a pipeline file up to `through`, then shows what came of it. */
export async function run(file: string, through: Verb, flags: RunFlags): Promise<void> {
  const { config, text } = loadConfig(file);
  const db = databaseOf(config.name, flags.db);
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  if (flags.dryRun) {
    const stages = await planPipeline(config, db, through, flags.retryErrors);
    return print(flags.json ? jsonText({ db, stages }) : planReport(stages, db, page));
  }

  makeFolderOf(db);
  const started = performance.now();
  const result = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    runPipeline(config, {
      db,
      configText: text,
      through,
      ...requestsBy(flags),
      signal,
      onProgress: progress.report,
      onPlan: (stages) => {
        const cost = flags.json ? undefined : costLine(stages);
        if (cost !== undefined) progress.aside(() => print(cost));
      },
      onEstimates: (cells, error) => {
        if (!flags.json) progress.aside(() => print(`\n${estimatesReport(cells, error, page)}\n`));
      },
    }),
  );
  if (result === undefined) return;
  if (flags.json) return print(jsonText(result));
  const outcome = outcomeReport(result, page);
  if (outcome !== "") print(`\n${outcome}`);
  else if (result.cells.length === 0) print(planReport(await planPipeline(config, db, through), db, page));
  else if (!isTrained(result)) {
    const command = `pstar export SELECTION --out FOLDER --format trl-prompt-completion --db ${db}`;
    print(`\n${untrainedReport(result, command, page)}`);
  }
  const retry = `${typed(through === "evaluate" ? "run" : through, file, {})} --retry-errors${flags.db === undefined ? "" : ` --db ${db}`}`;
  const requests = requestsReport(result, retry, page);
  if (requests.length > 0) print(`\n${requests.join("\n")}`);
  print(closing(result, (performance.now() - started) / 1000));
}

export function planReport(stages: readonly PlannedStage[], db: string, { width }: Page): string {
  const states = { done: "done", partial: "begun", new: "to do" } as const;
  const left = stages.filter(({ status }) => status !== "done").length;
  const columns = [
    { title: "stage" },
    { title: "rows", align: "right" as const },
    { title: "state" },
    { title: "key", optional: true },
  ];
  const rows = stages.map(({ name, rows, status, key }) => ({
    cells: [name, rows === null ? "" : count(rows), states[status], key.slice(0, 12)],
  }));
  const cost = costLine(stages);
  return [
    table(columns, rows, width),
    "",
    `${left} of ${stages.length} stages to do, in ${db}`,
    ...(cost === undefined ? [] : [cost]),
  ].join("\n");
}

function closing({ db, run }: RunResult, seconds: number): string {
  return [
    "",
    `Took ${duration(seconds)}. Every row is in ${db}; to see what was made from what:`,
    `  pstar trace ${run} --db ${db}`,
    "The same command again shows this at once; after a change only what it touches is done.",
  ].join("\n");
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
