import { asChat } from "./chat.ts";
import { joined, reader } from "./fields.ts";
import type { Mapping, Prompt, SourceRecord } from "./record.ts";
import { asText, shown } from "./values.ts";

/** What a row asks and what was answered. */
export interface Texts {
  input: Prompt | null;
  /** As many as there are candidates; empty where only their number matters, none where even that is not known. */
  outputs: readonly string[];
}

type Row = SourceRecord["value"];

/**
 * Reads a row's input and outputs.
 * @param needsOutput false where only the number of outputs matters
 * @returns fills in `into`, and says why it can't
 */
export function createTextReader(
  { input, output }: Mapping,
  needsOutput: boolean,
): (row: Row, into: Texts) => string | null {
  const parts = input === null ? [] : joined(input).map(reader);
  const readOutput = output === null ? null : reader(output);

  const readInput = (row: Row, into: Texts): string | null => {
    if (input === null) return needsOutput ? "has no input" : null;
    const first = parts[0]!(row);
    into.input = parts.length === 1 ? promptOf(first) : joinedPrompt(parts.map((part) => part(row)));
    return into.input === null ? problem(input, first, "a text, nor a chat") : null;
  };

  const splitAnswer = (into: Texts): string | null => {
    const chat = into.input;
    const last = typeof chat === "string" ? undefined : chat?.at(-1);
    if (chat === null || last?.role !== "assistant" || chat.length === 1) {
      return needsOutput ? `"${input}" is no chat that ends with the assistant's answer` : null;
    }
    into.input = chat.slice(0, -1) as Prompt;
    into.outputs = [last.content];
    return null;
  };

  const readOutputs = (value: unknown, into: Texts): string | null => {
    if (!needsOutput && !Array.isArray(value)) return null;
    const outputs = outputTexts(value);
    if (outputs !== null && outputs.length > 0) into.outputs = outputs;
    else if (needsOutput) return problem(output!, value, "a text, nor a list of texts");
    else into.outputs = blanks((value as readonly unknown[]).length);
    return null;
  };

  return (row, into) => {
    into.input = null;
    into.outputs = none;
    const reason = readInput(row, into);
    if (reason !== null) return reason;
    return readOutput === null ? splitAnswer(into) : readOutputs(readOutput(row), into);
  };
}

const none: readonly string[] = [];
const oneBlank: readonly string[] = [""];

/** Outputs whose texts are not known. */
export const blanks = (count: number): readonly string[] =>
  count === 1 ? oneBlank : new Array<string>(count).fill("");

function problem(name: string, value: unknown, wanted: string): string {
  if (value === undefined || value === null || value === "") return `has no "${name}"`;
  return `"${name}" is neither ${wanted}: ${shown(value)}`;
}

function promptOf(value: unknown): Prompt | null {
  return (Array.isArray(value) ? asChat(value) : asText(value)) || null;
}

function joinedPrompt(values: readonly unknown[]): Prompt | null {
  return (
    values
      .map((value) => asText(value) ?? "")
      .filter((text) => text.trim() !== "")
      .join("\n\n") || null
  );
}

/** A text is one candidate, a list of texts several; a chat of one turn (as TRL writes completions) is its content. */
export function outputTexts(value: unknown): readonly string[] | null {
  const text = Array.isArray(value) ? null : asText(value);
  if (text !== null) return [text];
  if (!Array.isArray(value)) return null;
  const turn = outputChat(value);
  if (turn !== null) return [turn];
  const texts: string[] = [];
  for (const one of value) {
    const candidate = asText(one) ?? outputChat(one);
    if (candidate === null) return null;
    texts.push(candidate);
  }
  return texts;
}

function outputChat(value: unknown): string | null {
  const chat = asChat(value);
  return chat?.length === 1 ? chat[0]!.content : null;
}
