import type { Store } from "../store/index.ts";

/** One or two runs to tell of. */
export interface ReportSubject {
  readonly store: Store;
  readonly run: number;
}

/**
 * A report as one self-contained HTML file that needs no network and no script.
 *
 * @param other a second run to compare with
 */
export function reportHtml(_subject: ReportSubject, _other?: ReportSubject): string {
  throw new Error("not yet");
}
