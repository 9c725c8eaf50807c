import { type FileColumns, readColumns } from "../datasets/columns.ts";
import type { Mapping } from "../datasets/record.ts";
import { openSource, rejectsOf } from "../datasets/source.ts";
import type { LabelDesign } from "../estimation/design.ts";
import { count } from "../format.ts";
import { type DataFlags, mappingOf } from "./data-flags.ts";

/** A file of candidates as columns, with the labels beside it. */
export interface OpenedData extends FileColumns {
  readonly file: string;
  readonly mapping: Mapping;
  readonly given: Partial<Mapping>;
  readonly labelPath: string;
  readonly labels: ReadonlyMap<string, number>;
  readonly design: LabelDesign | null;
  /** Rows whose labels a session has asked for, in order. */
  readonly batch: readonly string[];
}

/**
 * Reads a file's columns; nothing is stored. Malformed rows are put aside in FILE.rejects.jsonl.
 *
 * @param options.needsText whether inputs and outputs must be there too
 * @throws PstarError where it cannot be read, its fields cannot be told, or more rows are bad than allowed
 */
export async function openData(
  file: string,
  flags: DataFlags & { readonly seed?: number },
  options: { readonly needsText: boolean; readonly quiet: boolean },
): Promise<OpenedData> {
  const { needsText, quiet } = options;
  const given = mappingOf(flags);
  const { mapping, labelPath, labelled } = await openSource(file, given, { labels: flags.labels, needsText });
  const { labels, design, batch } = labelled;
  const meter = readingMeter(quiet);
  try {
    const read = await readColumns(file, mapping, {
      seed: flags.seed ?? 1,
      maxBadRows: flags.maxBadRows ?? 0,
      rejects: rejectsOf(file),
      needsOutput: needsText,
      labels: new Map([...labels].map(([id, label]) => [id, { label, weight: 1 }])),
      onProgress: meter.report,
    });
    return { ...read, file, mapping, given, labelPath, labels, design, batch };
  } finally {
    meter.close();
  }
}

const REDRAW_MILLISECONDS = 100;

/** How far reading is, on a terminal's standard error. */
function readingMeter(quiet: boolean) {
  const stream = process.stderr;
  let last = performance.now();
  let isDrawn = false;
  return {
    report(bytes: number, total: number, rows: number): void {
      if (quiet || !stream.isTTY || performance.now() - last < REDRAW_MILLISECONDS) return;
      last = performance.now();
      isDrawn = true;
      const share = total > 0 ? `${Math.floor((100 * bytes) / total)} %  ` : "";
      stream.write(`\r\u001b[K  ${share}reading  ${count(rows)} rows`);
    },
    close(): void {
      if (isDrawn) stream.write("\r\u001b[K");
    },
  };
}
