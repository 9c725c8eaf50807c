import { stripVTControlCharacters } from "node:util";
import { cellsIn, clip, fold } from "./fold.ts";
import type { Terminal } from "./progress.ts";

export interface Column {
  readonly title: string;
  /** Numbers are on the right. */
  readonly align?: "left" | "right";
  /** The table may leave this column out where it is empty or the terminal narrow; the last such goes first. */
  readonly optional?: boolean;
}

/** A row of cells, a heading across the table (`heading`), and words that end a row or go below it (`remark`). */
export type Row =
  | { readonly cells: readonly string[]; readonly remark?: string }
  | { readonly heading: string };

/** A column of texts is not made narrower than this. */
const NARROWEST = 12;

/** Columns a terminal shows, or `fallback` where output goes to a file or pipe. */
export function terminalWidth(stream: Terminal, fallback: number): number {
  return (stream.isTTY && stream.columns) || fallback;
}

/** An aligned plain-text table; a remark that does not fit beside its row goes on a line of its own below it. */
export function table(columns: readonly Column[], rows: readonly Row[], width: number): string {
  const shown = fitting(columns, rows, width - roomForRemarks(rows));
  const widths = narrowed(
    shown.map((index) => columnWidth(columns, rows, index)),
    shown.map((index) => columns[index]!.align !== "right"),
    width,
  );
  const line = (cells: readonly string[]): string =>
    shown
      .map((index, place) => pad(cells[index] ?? "", widths[place]!, columns[index]!.align ?? "left"))
      .join("  ");
  const titles = columns.map((column) => column.title);
  const rule = "─".repeat(total(widths));
  const body = rows.flatMap((row) => {
    if ("heading" in row) return [fitted(row.heading, width)];
    const text = line(row.cells);
    if (!row.remark) return [text.trimEnd()];
    const remark = row.remark;
    return total(widths) + 2 + length(remark) <= width
      ? [`${text}  ${remark}`]
      : [text.trimEnd(), ...below(remark, width)];
  });
  return [line(titles).trimEnd(), rule, ...body].join("\n");
}

/** Cells of a remark such as `no gain`, with the gap before it. */
const BRIEF = 12;

/** A remark of a word or two has a place beside its row; where all are longer, the shortest has. */
function roomForRemarks(rows: readonly Row[]): number {
  const lengths = rows.flatMap((row) => ("cells" in row && row.remark ? [length(row.remark) + 2] : []));
  const brief = lengths.filter((one) => one <= BRIEF);
  if (brief.length > 0) return Math.max(...brief);
  return lengths.length > 0 ? Math.min(...lengths) : 0;
}

/** A remark on lines of its own; a coloured one is our own and short. */
function below(remark: string, width: number): string[] {
  const isPlain = remark === stripVTControlCharacters(remark);
  const lines = isPlain ? [...fold(remark, Math.max(NARROWEST, width - 6))] : [remark];
  return lines.map((line, i) => `${i === 0 ? "    → " : "      "}${line}`);
}

/** Indices of the columns that fit, giving up optional ones that are empty, then others from the right. */
function fitting(columns: readonly Column[], rows: readonly Row[], width: number): number[] {
  const empty = (index: number): boolean => rows.every((row) => !("cells" in row && row.cells[index]));
  const shown = columns
    .map((_, index) => index)
    .filter((index) => !(columns[index]!.optional && empty(index)));
  while (total(shown.map((index) => columnWidth(columns, rows, index))) > width) {
    const drop = shown.findLast((index) => columns[index]!.optional);
    if (drop === undefined) break;
    shown.splice(shown.indexOf(drop), 1);
  }
  return shown;
}

/** Widths that fit, the widest columns of texts made narrower where they must be. */
function narrowed(widths: number[], isText: readonly boolean[], width: number): number[] {
  const result = [...widths];
  for (let over = total(result) - width; over > 0; over--) {
    const texts = result.filter((cells, place) => isText[place] && cells > NARROWEST);
    if (texts.length === 0) break;
    const widest = Math.max(...texts);
    result[result.findLastIndex((cells, place) => isText[place] && cells === widest)]!--;
  }
  return result;
}

function columnWidth(columns: readonly Column[], rows: readonly Row[], index: number): number {
  const cells = rows.map((row) => ("cells" in row ? length(row.cells[index] ?? "") : 0));
  return Math.max(length(columns[index]!.title), ...cells);
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);

/** Terminal cells a text takes: combining marks and colour codes take none. */
const length = (text: string): number => cellsIn(stripVTControlCharacters(text));

function pad(text: string, width: number, align: "left" | "right"): string {
  const shown = fitted(text, width);
  const space = " ".repeat(Math.max(0, width - length(shown)));
  return align === "right" ? space + shown : shown + space;
}

/** A text that is too long, cut; a coloured one is our own and short. */
const fitted = (text: string, width: number): string =>
  length(text) > width && text === stripVTControlCharacters(text) ? clip(text, width) : text;
