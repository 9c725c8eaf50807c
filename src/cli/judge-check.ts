import { loadConfig } from "../config/index.ts";
import { count } from "../format.ts";
import { checkJudge, type PlannedJudgeCheck, planJudgeCheck } from "../pipeline/index.ts";
import { costLine } from "./cost.ts";
import { databaseOf } from "./database.ts";
import { judgeReport } from "./judge-report.ts";
import type { Page } from "./reports.ts";
import { type RequestFlags, requestsBy } from "./request-flags.ts";
import { print } from "./run.ts";
import { terminalWidth } from "./table.ts";
import { interruptibly } from "./work.ts";

export interface JudgeCheckFlags extends RequestFlags {
  readonly verifier?: string;
  readonly pairs: number;
  readonly dryRun?: true;
  readonly json?: true;
  readonly db?: string;
}

/** `pstar judge FILE`: how far a language model among a pipeline's verifiers can be trusted. */
export async function judgeCheck(file: string, flags: JudgeCheckFlags): Promise<void> {
  const { config, text } = loadConfig(file);
  const { verifier, pairs, json } = flags;
  const db = databaseOf(config.name, flags.db);
  const options = { db, pairs, ...(verifier !== undefined && { verifier }), ...requestsBy(flags) };
  const planned = await planJudgeCheck(config, options);
  if (flags.dryRun) return print(json ? JSON.stringify({ db, ...planned }) : plannedLines(planned));
  if (!json && planned.status !== "done") print(plannedLines(planned));
  const check = await interruptibly({ db, quiet: json === true }, (signal, progress) =>
    checkJudge(config, { ...options, configText: text, signal, onProgress: progress.report }),
  );
  if (check === undefined) return;
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  print(json ? JSON.stringify(check) : judgeReport(check, page));
}

function plannedLines(planned: PlannedJudgeCheck): string {
  const { name, status, rows, known, atMost } = planned;
  if (status === "done") return `${name} is done already: showing it costs nothing.`;
  const asked = `${count(rows!)} questions, ${known === 0 ? "none" : count(known)} of them answered already.`;
  return atMost!.requests === 0 ? asked : `${asked}\n${costLine([planned])}`;
}
