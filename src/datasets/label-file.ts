import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { PstarError } from "../errors.ts";
import { type LabelDesign, refines } from "../estimation/design.ts";

/** Labels given by hand, kept beside the data they are of. */
export interface LabelFile {
  /** How they are drawn; null where nobody said: then they count as drawn at random from all rows. */
  readonly design: LabelDesign | null;
  /** Ids of the rows to label under this design, in order. */
  readonly batch: readonly string[];
  /** How correct each row is, in [0, 1], by its id. */
  readonly labels: ReadonlyMap<string, number>;
}

/** One answer; null takes an earlier one back. */
export interface GivenLabel {
  readonly id: string;
  readonly label: number | null;
}

const NEWLINE = 10;

type Entry = GivenLabel | { readonly design: LabelDesign; readonly batch: readonly string[] };

/** Where the labels of a data file are kept. */
export const labelFileOf = (dataPath: string): string => `${dataPath}.labels.jsonl`;

/**
 * Reads the labels of a file that is only ever appended to: lines of `{"id", "label", "at"}`, the last one of an id
 * counts, and of `{"design", "batch"}`, the last one counts. A last line that a crash left half-written is passed over.
 *
 * All labels of a file can be weighed together, since a design that follows labels only cuts the strata of the one
 * before finer (`refines`): what is random within strata is random within parts of them.
 *
 * @returns no labels where there is no file
 * @throws PstarError when a line is damaged, or a design would make earlier labels unusable
 */
export function readLabelFile(path: string): LabelFile {
  const lines = readLines(path);
  const labels = new Map<string, number>();
  let design: LabelDesign | null = null;
  let batch: readonly string[] = [];
  lines.forEach((untrimmed, index) => {
    const line = untrimmed.trim(); // Of a byte order mark as well.
    if (line === "") return;
    const entry = parseEntry(line);
    if (typeof entry === "string") {
      if (index === lines.length - 1) return; // Without its line break: half-written.
      throw new PstarError(entry, { where: `${path}:${index + 1}`, remedy: "mend the line or delete it" });
    }
    if ("design" in entry) {
      requireRefinement(entry.design, design, labels.size, `${path}:${index + 1}`);
      ({ design, batch } = entry);
    } else if (entry.label === null) labels.delete(entry.id);
    else labels.set(entry.id, entry.label);
  });
  return { design, batch, labels };
}

/**
 * Puts a label on disk before it returns.
 *
 * @throws PstarError when the file can't be written
 */
export function appendLabel(path: string, { id, label }: GivenLabel): void {
  appendLine(path, { id, label, at: new Date().toISOString() });
}

/**
 * Puts a design on disk, with the ids to label under it, before any of their labels.
 *
 * @throws PstarError when there are labels by a design that this one does not refine, or the file can't be written
 */
export function writeDesign(path: string, design: LabelDesign, batch: readonly string[]): void {
  const before = readLabelFile(path);
  requireRefinement(design, before.design, before.labels.size, path);
  appendLine(path, { design: { score: design.score, cuts: design.cuts }, batch });
}

function requireRefinement(
  design: LabelDesign,
  before: LabelDesign | null,
  labels: number,
  where: string,
): void {
  if (before === null || labels === 0 || refines(design, before)) return;
  throw new PstarError(`a design by ${design.score} can't follow labels by ${before.score} cut elsewhere`, {
    where,
    remedy: `suggest by ${before.score}, or keep the new labels in another file`,
  });
}

/** The last of them has no line break after it; it is empty where all is well. */
function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new PstarError(`cannot be read: ${(error as Error).message}`, { where: path, cause: error });
  }
}

function appendLine(path: string, content: object): void {
  try {
    const file = openSync(path, "a+");
    try {
      mend(file);
      writeFileSync(file, `${JSON.stringify(content)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new PstarError(`the label can't be written: ${(error as Error).message}`, {
      where: path,
      remedy: "free some space or choose a folder you may write in; the labels before it are safe",
      cause: error,
    });
  }
}

/** Gives a last line without its end that end, or takes the line away where a crash left only part of it. */
function mend(file: number): void {
  const { size } = fstatSync(file);
  if (size === 0) return;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  if (last[0] === NEWLINE) return;
  const bytes = readFileSync(file);
  const start = bytes.lastIndexOf(NEWLINE) + 1;
  if (typeof parseEntry(bytes.toString("utf8", start)) === "string") ftruncateSync(file, start);
  else writeFileSync(file, "\n");
}

/** What a line says, or what is wrong with it. */
function parseEntry(line: string): Entry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is not JSON";
  }
  if (typeof value !== "object" || value === null) return "is no object";
  if ("design" in value) {
    const batch = "batch" in value ? value.batch : [];
    if (!isDesign(value.design)) return "its design is not a score's name and ascending cuts";
    if (!(Array.isArray(batch) && batch.every((id) => typeof id === "string")))
      return "its batch is no list of ids";
    return { design: value.design, batch };
  }
  if (!("id" in value && typeof value.id === "string")) return "has no id";
  if (!("label" in value && isLabel(value.label))) return "its label is not a number from 0 to 1, or null";
  return { id: value.id, label: value.label };
}

function isDesign(value: unknown): value is LabelDesign {
  if (typeof value !== "object" || value === null) return false;
  if (!("score" in value && typeof value.score === "string" && "cuts" in value)) return false;
  const { cuts } = value;
  return (
    Array.isArray(cuts) && cuts.every((cut, i) => Number.isFinite(cut) && (i === 0 || cut > cuts[i - 1]))
  );
}

const isLabel = (value: unknown): value is number | null =>
  value === null || (typeof value === "number" && value >= 0 && value <= 1);
