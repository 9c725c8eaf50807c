import { relative } from "node:path";
import { loadTuning } from "../config/index.ts";
import { count, duration, gibibytes } from "../format.ts";
import {
  type LessonCounts,
  type PreparedTuning,
  paceOf,
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
  const prepared = await prepareTuning(config);
  const stages = plannedStages(prepared, db);
  if (flags.dryRun) return dryRun(prepared, { db, stages, isJson: flags.json === true });
  const isDone = stages.every(({ status }) => status === "done");
  if (flags.json !== true && !isDone) print(`${estimateText(prepared)}\n`);
  makeFolderOf(db);
  const command = ["pstar", ...process.argv.slice(2)].join(" ");
  const result = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    runTuning(prepared, { db, configText: text, command, signal, onProgress: progress.report }),
  );
  if (result === undefined) return;
  print(flags.json ? jsonText(result) : closing(result, prepared));
}

interface DryRun {
  readonly db: string;
  readonly stages: ReturnType<typeof plannedStages>;
  readonly isJson: boolean;
}

async function dryRun(prepared: PreparedTuning, { db, stages, isJson }: DryRun): Promise<void> {
  const { memory, data } = prepared;
  const { secondsPerUpdate, seconds, looks } = await paceOf(prepared);
  if (isJson)
    return print(
      jsonText({
        db,
        stages,
        memory,
        lessons: Object.fromEntries(data.map(({ split, encoded }) => [split, encoded.counts])),
        secondsPerUpdate,
        seconds,
      }),
    );
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  const looked = looks === 0 ? "" : `, ${count(looks)} looks at validation rows among it`;
  const pace = `time       ${duration(secondsPerUpdate)} an update, measured on some; about ${duration(seconds)} in all${looked}`;
  print([planReport(stages, db, page), "", estimateText(prepared), pace].join("\n"));
}

/** What a training is about to take. */
function estimateText({ data, job, memory }: PreparedTuning): string {
  const { trained, frozen, weights, optimizer, activations, process, total } = memory;
  const { steps, batchSize, accumulate } = job.options;
  const share = frozen === 0 ? "all of the model's" : `beside ${count(frozen)} that stay as they are`;
  const parts = { weights, optimiser: optimizer, activations, process };
  const told = Object.entries(parts).map(([name, bytes]) => `${name} ${size(bytes)}`);
  return [
    ...data.map(
      ({ split, encoded }) => `${(split === "train" ? "rows" : split).padEnd(11)}${rowsText(encoded.counts)}`,
    ),
    `trained    ${count(trained)} parameters, ${share}`,
    `updates    ${count(steps)} of ${count(batchSize * accumulate)} rows`,
    `memory     about ${size(total)}: ${told.join(", ")}`,
  ].join("\n");
}

function rowsText({ lessons, cut, dropped, tokens, learnt }: LessonCounts): string {
  const rows = [
    count(lessons),
    ...(cut > 0 ? [`${count(cut)} cut as too long`] : []),
    ...(dropped > 0 ? [`${count(dropped)} left out as too long`] : []),
  ];
  return `${rows.join(", ")}; ${count(tokens)} tokens, ${count(learnt)} of them learnt`;
}

const size = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MiB` : gibibytes(bytes);

function closing(
  { out, losses, evaluations, steps, seconds, run, db }: TuneResult,
  { base, data }: PreparedTuning,
): string {
  const [first, last] = [losses[0], losses.at(-1)].map((loss) => loss?.toPrecision(3));
  const { lessons, dropped } = data[0]!.encoded.counts;
  const held = evaluations.map(({ loss }) => loss);
  const best =
    held.length === 0
      ? ""
      : `, on validation rows ${held[0]!.toPrecision(3)} → ${Math.min(...held).toPrecision(3)}`;
  const place = relative(process.cwd(), out) || out;
  return [
    "",
    `${place} is ${base.configJson.model_type} tuned on ${count(lessons - dropped)} rows, ${count(steps)} updates in ${duration(seconds)}: loss ${first} → ${last}${best}.`,
    `What was made from what is in ${db}:  pstar view ${db}  or  pstar trace ${run} --db ${db}`,
  ].join("\n");
}
