import { relative } from "node:path";
import { loadTuning } from "../config/index.ts";
import { count, duration } from "../format.ts";
import {
  type PreparedTuning,
  plannedStages,
  prepareTuning,
  runTuning,
  type TuneResult,
} from "../pipeline/index.ts";
import { jsonText } from "../visible.ts";
import { databaseOf, makeFolderOf } from "./database.ts";
import type { Page } from "./reports.ts";
import { planReport, print, type RunFlags } from "./run.ts";
import { terminalWidth } from "./table.ts";
import { interruptibly } from "./work.ts";

/** `pstar train TUNING.yaml`: tunes a published model on curated data and writes its folder. */
export async function tune(file: string, flags: RunFlags): Promise<void> {
  const { config, text } = loadTuning(file);
  const db = databaseOf(config.name, flags.db);
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  const prepared = await prepareTuning(config);
  if (flags.dryRun) {
    const stages = plannedStages(prepared, db);
    return print(flags.json ? jsonText({ db, stages }) : planReport(stages, db, page));
  }
  makeFolderOf(db);
  const result = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    runTuning(prepared, { db, configText: text, signal, onProgress: progress.report }),
  );
  if (result === undefined) return;
  print(flags.json ? jsonText(result) : closing(result, prepared));
}

function closing(
  { out, losses, steps, seconds, run, db, lessons }: TuneResult,
  { base }: PreparedTuning,
): string {
  const [first, last] = [losses[0], losses.at(-1)].map((loss) => loss?.toPrecision(3));
  const place = relative(process.cwd(), out) || out;
  return [
    "",
    `${place} is ${base.configJson.model_type} tuned on ${count(lessons.lessons - lessons.dropped)} rows, ${count(steps)} updates in ${duration(seconds)}: loss ${first} → ${last}.`,
    `What was made from what is in ${db}:  pstar view ${db}  or  pstar trace ${run} --db ${db}`,
  ].join("\n");
}
