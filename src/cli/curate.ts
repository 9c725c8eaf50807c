import type { CurationResult, CurationVerb } from "../pipeline/index.ts";
import { planCuration, runCuration } from "../pipeline/index.ts";
import { jsonText } from "../visible.ts";
import { type CurationFlags, curationOf, type Need } from "./curation-of.ts";
import { curationReport } from "./curation-report.ts";
import { databaseOf, makeFolderOf } from "./database.ts";
import type { Page } from "./reports.ts";
import { type RequestFlags, requestsBy } from "./request-flags.ts";
import { planReport, print } from "./run.ts";
import { terminalWidth } from "./table.ts";
import { interruptibly } from "./work.ts";

export interface CurateFlags extends CurationFlags, RequestFlags {
  readonly dryRun?: true;
  readonly json?: true;
  readonly db?: string;
}

/**
 * `pstar import | verify | estimate | select | export` of data that is there already.
 *
 * @param needs what the file or the flags have to say
 */
export async function curate(
  file: string,
  through: CurationVerb,
  flags: CurateFlags,
  needs: readonly Need[] = [],
): Promise<void> {
  const { config, text, folder } = curationOf(file, flags, needs);
  const db = databaseOf(config.name, flags.db);
  const page: Page = { width: terminalWidth(process.stdout, 100), stream: process.stdout };
  if (flags.dryRun) {
    const { retryErrors = false } = flags;
    const stages = await planCuration(config, { db, folder, through, retryErrors });
    return print(flags.json ? jsonText({ db, stages }) : planReport(stages, db, page));
  }
  makeFolderOf(db);
  const result = await interruptibly({ db, quiet: flags.json === true }, (signal, progress) =>
    runCuration(config, {
      db,
      configText: text,
      folder,
      command: ["pstar", ...process.argv.slice(2)].join(" "),
      through,
      withEstimate: flags.json === true || through === "estimate" || config.select === undefined,
      ...requestsBy(flags),
      signal,
      onProgress: progress.report,
    }),
  );
  if (result === undefined) return;
  print(flags.json ? jsonText(printed(result, through)) : curationReport(result, page));
}

/** `pstar estimate` prints an estimate whatever of: here with the run that holds it. */
function printed(result: CurationResult, through: CurationVerb): object {
  if (through !== "estimate") return result;
  const { run, db, source, estimate } = result;
  return { ...estimate, run, db, source };
}
