import { createReadStream, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { PstarError } from "../../errors.ts";
import type { CuratedInput } from "../curated.ts";
import { cardText } from "./card.ts";
import type { CardFacts } from "./card-facts.ts";
import { fillFolder } from "./folder.ts";
import type { ExportFormat, FileKind, SplitPaths } from "./format.ts";
import { exportFormats } from "./formats/index.ts";
import { frontMatter, frontMatterOf } from "./front-matter.ts";
import { jsonLine } from "./json-lines.ts";
import { type WrittenRows, writeRows } from "./rows.ts";
import { type Provenance, SIDECAR, type SidecarHeader } from "./sidecar.ts";
import { openSink } from "./sink.ts";

export interface ExportOptions {
  /** Made anew, or taken from a former export. */
  readonly folder: string;
  /** Name of one of `exportFormats`. */
  readonly format: string;
  readonly file: FileKind;
  /** Share of inputs to hold out, in [0, 1). */
  readonly validation: number;
  /** Of the split, integer in [0, 2⁵³). */
  readonly seed: number;
  /** Where chats bring none of their own; makes chats of texts where a format has both variants. */
  readonly system?: string;
  readonly card: CardFacts;
  /** The run's database, relative to the folder; null where there is none. */
  readonly database: string | null;
  readonly provenance: Provenance;
}

export interface ExportResult {
  readonly folder: string;
  readonly data: SidecarHeader["data"];
  /** Those with a kept candidate. */
  readonly inputs: number;
  /** What was kept and yet has no row, by reason: candidates, of preference pairs inputs. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/**
 * Writes what was kept as a training set: `train` and `validation` as JSONL or Parquet, a card (`README.md`), and a
 * sidecar (`provenance.jsonl`) that knows where each row came from. Streams; the folder appears whole or not at all.
 *
 * @param inputs each with all its candidates; those that keep none may be absent
 * @throws PstarError when options do not go together, nothing is left to write, the folder holds something else, or it
 * can't be written
 */
export async function exportDataset(
  inputs: Iterable<CuratedInput> | AsyncIterable<CuratedInput>,
  options: ExportOptions,
): Promise<ExportResult> {
  const { card, file, folder } = options;
  const format = checkOptions(options);
  return fillFolder(folder, async (temporary) => {
    const written = await writeRows(inputs, temporary, {
      format,
      file,
      validation: options.validation,
      seed: options.seed,
      system: options.system,
      provenance: options.provenance,
      createdBy: `pstar ${card.version}`,
    });
    checkWritten(written, options);
    const { data, inputs: count, leftOut } = written;
    const others = otherFiles(format, written, options);
    for (const [name, text] of Object.entries(others)) writeText(join(temporary, name), text);
    await writeSidecar(temporary, headerOf(written, Object.keys(others), options), written.entries);
    return { folder, data, inputs: count, leftOut, warnings: warningsOf(format, written, options) };
  });
}

function checkOptions({ format: name, file, validation, seed, card }: ExportOptions): ExportFormat {
  const refuse = (message: string, remedy: string): never => {
    throw new PstarError(message, { where: "export", remedy, exitCode: 2 });
  };
  const format = exportFormats.find((one) => one.name === name);
  const names = exportFormats.map((one) => one.name).join(", ");
  if (format === undefined) return refuse(`there is no format \`${name}\``, `choose one of ${names}`);
  if (!format.files.includes(file)) {
    refuse(`${name} is not written as ${file}`, `choose ${format.files.join(" or ")}`);
  }
  if (!(validation >= 0 && validation < 1)) {
    refuse(`a validation share of ${validation}`, "give a share of at least 0 and below 1");
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    refuse(`a seed of ${seed}`, "give an integer from 0");
  }
  const sample = { split: "train", path: "train.jsonl", rows: 1, bytes: 1 } as const;
  const issue = frontMatter.safeParse(frontMatterOf(card, format.columns(false), [sample])).error?.issues[0];
  if (issue !== undefined) {
    refuse(
      `the card's ${String(issue.path[0])} is not one that Hugging Face knows`,
      "give a licence such as apache-2.0, languages such as en, and a name",
    );
  }
  return format;
}

function checkWritten({ data, inputs, kept, leftOut }: WrittenRows, { folder, card }: ExportOptions): void {
  if (data[0]?.split !== "train") {
    const reasons = Object.entries(leftOut).map(([reason, count]) => `${reason} (${count})`);
    const message = data.length > 0 ? "every input fell on the validation side" : "nothing to export";
    throw new PstarError([message, ...reasons].join(": "), {
      where: folder,
      remedy: data.length > 0 ? "hold out a smaller share" : "select more, or choose another format",
    });
  }
  const dropped = Object.values(card.dropped).reduce((sum, count) => sum + count, 0);
  if (kept !== card.kept || card.kept + dropped !== card.candidates) {
    throw new PstarError(
      `the books do not balance: ${kept} kept candidates in ${inputs} inputs, but the card says ${card.candidates} = ${card.kept} kept + ${dropped} dropped`,
      { where: folder, remedy: "report this as a bug of pstar" },
    );
  }
}

function otherFiles(
  format: ExportFormat,
  { data, inputs, isChat, leftOut }: WrittenRows,
  { card, folder, seed, validation }: ExportOptions,
): Readonly<Record<string, string>> {
  const paths: SplitPaths = { train: data[0].path, validation: data[1]?.path ?? null };
  const columns = format.columns(isChat);
  return {
    "README.md": cardText({ facts: card, format, columns, data, inputs, leftOut, seed, validation }),
    ...format.extras?.(paths, basename(resolve(folder))),
  };
}

function headerOf(
  { data, isChat }: WrittenRows,
  others: readonly string[],
  { card, database, file, format, seed, validation }: ExportOptions,
): SidecarHeader {
  return {
    pstarExport: 1,
    version: card.version,
    database: database?.replaceAll("\\", "/") ?? null,
    selection: card.selection.id,
    format,
    file,
    isChat,
    seed,
    validation,
    data,
    others: [...others],
  };
}

/** The header knows the data files' hashes, so it is written last; the entries are moved in after it. */
async function writeSidecar(
  folder: string,
  header: SidecarHeader,
  entries: readonly string[],
): Promise<void> {
  const sidecar = openSink(join(folder, SIDECAR));
  try {
    sidecar.write(jsonLine(header));
    for (const path of entries) {
      for await (const chunk of createReadStream(path)) sidecar.write(chunk as Buffer);
      rmSync(path);
    }
    sidecar.close();
  } finally {
    sidecar.abandon();
  }
}

function writeText(path: string, text: string): void {
  const sink = openSink(path);
  try {
    sink.write(text);
    sink.close();
  } finally {
    sink.abandon();
  }
}

function warningsOf(
  { name, leastRows }: ExportFormat,
  { data }: WrittenRows,
  { validation }: ExportOptions,
): string[] {
  const warnings: string[] = [];
  const short = data.find(({ rows }) => rows < leastRows);
  if (short !== undefined) {
    warnings.push(`${short.path} has ${short.rows} rows, and ${name} asks for ${leastRows} at least`);
  }
  if (validation > 0 && data.length === 1) {
    warnings.push("no row fell on the validation side: there is no validation file");
  }
  return warnings;
}
