import { stripVTControlCharacters } from "node:util";
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

/** Columns a terminal shows, or `fallback` where output goes to a file or pipe. */
export function terminalWidth(stream: Terminal, fallback: number): number {
  return (stream.isTTY && stream.columns) || fallback;
}

/** An aligned plain-text table; a remark that does not fit beside its row goes on a line of its own below it. */
export function table(columns: readonly Column[], rows: readonly Row[], width: number): string {
  const remarks = rows.flatMap((row) => ("cells" in row && row.remark ? [length(row.remark) + 2] : []));
  const shown = fitting(columns, rows, width - (remarks.length > 0 ? Math.min(...remarks) : 0));
  const widths = shown.map((index) => columnWidth(columns, rows, index));
  const line = (cells: readonly string[]): string =>
    shown
      .map((index, place) => pad(cells[index] ?? "", widths[place]!, columns[index]!.align ?? "left"))
      .join("  ");
  const titles = columns.map((column) => column.title);
  const rule = "─".repeat(total(widths));
  const body = rows.flatMap((row) => {
    if ("heading" in row) return [row.heading];
    const text = line(row.cells);
    if (!row.remark) return [text.trimEnd()];
    const remark = row.remark;
    return total(widths) + 2 + length(remark) <= width
      ? [`${text}  ${remark}`]
      : [text.trimEnd(), `    → ${remark}`];
  });
  return [line(titles).trimEnd(), rule, ...body].join("\n");
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

function columnWidth(columns: readonly Column[], rows: readonly Row[], index: number): number {
  const cells = rows.map((row) => ("cells" in row ? length(row.cells[index] ?? "") : 0));
  return Math.max(length(columns[index]!.title), ...cells);
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);

/** Terminal cells a text takes: combining marks and colour codes take none. */
const length = (text: string): number =>
  [
    ...stripVTControlCharacters(text)
      .normalize("NFC")
      .replaceAll(/\p{Mark}/gu, ""),
  ].length;

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - length(text)));
  return align === "right" ? space + text : text + space;
}
