import { basename } from "node:path";
import { inspectRun, type RunInspection } from "../inspect/index.ts";
import type { Store } from "../store/index.ts";
import { version } from "../version.ts";
import type { Drawing } from "./drawing.ts";
import { drawingsOf } from "./drawings.ts";
import { reportPage } from "./html/page.ts";
import { samplesOf } from "./html/samples.ts";

/** One or two runs to tell of. */
export interface ReportSubject {
  readonly store: Store;
  readonly run: number;
}

/** A report with what it was made from. */
export interface Report {
  readonly html: string;
  readonly run: RunInspection;
  readonly drawings: readonly Drawing[];
}

/**
 * A report as one self-contained HTML file that needs no network and no script. Text of models stands in it as text.
 *
 * @param other a second run to compare with, of the same database or another
 * @returns the same bytes for the same runs, pstar and Node
 * @throws PstarError (exit code 2) where there is no such run
 */
export const reportHtml = (subject: ReportSubject, other?: ReportSubject): string =>
  reportOf(subject, other).html;

/** As `reportHtml`, with what a caller may want besides. */
export function reportOf({ store, run: number }: ReportSubject, other?: ReportSubject): Report {
  const run = inspectRun(store, number);
  const drawings = drawingsOf(run);
  const html = reportPage({
    database: basename(store.path),
    run,
    drawings,
    samples: samplesOf(store, number, run),
    other: other === undefined ? null : otherOf(other),
    writer: { pstar: version, node: process.version },
  });
  return { html, run, drawings };
}

const otherOf = ({ store, run }: ReportSubject) => ({
  database: basename(store.path),
  run: inspectRun(store, run),
});
