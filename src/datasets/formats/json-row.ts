import type { BadRow, SourceRecord } from "../record.ts";
import { badRow, MAX_FIELDS } from "./format.ts";

/** Rows shorter than this can't hold too many fields. */
const MANY_FIELDS_LENGTH = MAX_FIELDS * 4;

/** Whether a text holds one of the words that Python writes and JSON lacks. */
export const hasBareWords = (text: string): boolean => text.includes("NaN") || text.includes("Infinity");

/** One row's JSON, `hasWords` where it or its surroundings hold NaN or Infinity: these become null. */
export function parseRow(text: string, line: number, hasWords: boolean): SourceRecord | BadRow {
  let value: unknown;
  try {
    value = JSON.parse(hasWords && hasBareWords(text) ? withoutBareWords(text) : text);
  } catch (error) {
    return badRow(
      line,
      `is not JSON: ${(error as Error).message.replace(/ \(line \d+ column \d+\)$/, "")}`,
      text,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return badRow(line, `is ${kindOf(value)}, not an object of fields`, text);
  }
  if (text.length > MANY_FIELDS_LENGTH) {
    const fields = Object.keys(value).length;
    if (fields > MAX_FIELDS) return badRow(line, `has ${fields} fields, more than ${MAX_FIELDS}`, text);
  }
  return { line, value: value as Record<string, unknown> };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

/** Turns NaN, Infinity and −Infinity outside strings into null. */
function withoutBareWords(text: string): string {
  let out = "";
  let from = 0;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const outside = text.slice(from, quote === -1 ? text.length : quote);
    out += outside.replaceAll(/-?\bInfinity\b|\bNaN\b/g, "null");
    if (quote === -1) break;
    from = endOfString(text, quote);
    out += text.slice(quote, from);
  }
  return out;
}

/** The place after the string that begins at `quote`. */
function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}
