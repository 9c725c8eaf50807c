import { styleText } from "node:util";
import type { Prompt } from "../datasets/record.ts";
import { count } from "../format.ts";
import { cellsIn, fold } from "./fold.ts";
import type { Page } from "./reports.ts";

/** One candidate to be judged. */
export interface LabelItem {
  readonly id: string;
  /** In its file, from 1. */
  readonly line: number;
  readonly input: Prompt;
  readonly output: string;
  /** The true answer, empty where there is none. */
  readonly reference: string;
  readonly scores: readonly { readonly name: string; readonly value: number }[];
}

export interface LabelView {
  readonly item: LabelItem;
  /** From 1. */
  readonly place: number;
  readonly total: number;
  /** Shows texts to their end. */
  readonly whole: boolean;
  /** Shows what the verifiers say, which biases who labels. */
  readonly showScores: boolean;
}

interface Section {
  readonly title: string;
  readonly text: string;
  /** Lines of it that are shown at first. */
  readonly lines: number;
}

/** Lines shown at first: the whole fits a terminal of 24. */
const INPUT_LINES = 5;
const REFERENCE_LINES = 3;
const OUTPUT_LINES = 6;

const KEYS = "y correct  n wrong  0-9 tenths correct  s skip  u undo  m show all  q quit";

/** A candidate as a terminal of the page's width shows it, with its input and reference, and the keys to answer by. */
export function labelScreen({ item, place, total, whole, showScores }: LabelView, page: Page): string {
  const where = `${count(place)} of ${count(total)} · line ${count(item.line)} · ${item.id}`;
  const sections = [
    ...inputSections(item.input, whole),
    ...(item.reference === "" ? [] : [{ title: "reference", text: item.reference, lines: REFERENCE_LINES }]),
    { title: "output to judge", text: item.output, lines: OUTPUT_LINES },
    ...(showScores ? [{ title: "scores", text: item.scores.map(scoreText).join("  "), lines: 1 }] : []),
  ];
  return [
    rule(where, page.width),
    ...sections.flatMap((section) => sectionLines(section, whole, page)),
    "",
    ...[...fold(KEYS, page.width)].map((line) => styleText("dim", line, page)),
  ].join("\n");
}

function rule(text: string, width: number): string {
  const head = [...fold(`── ${text}`, width)][0]!;
  const rest = width - cellsIn(head) - 1;
  return rest > 0 ? `${head} ${"─".repeat(rest)}` : head;
}

/** Of a chat its last message, the others on demand. */
function inputSections(input: Prompt, whole: boolean): Section[] {
  if (typeof input === "string") return [{ title: "input", text: input, lines: INPUT_LINES }];
  const shown = whole ? input : input.slice(-1);
  const hidden = input.length - shown.length;
  const messages = shown.map(({ role, content }) => ({ title: role, text: content, lines: INPUT_LINES - 1 }));
  if (hidden === 0) return messages;
  return [{ title: `… earlier messages: ${count(hidden)} (m to show all)`, text: "", lines: 0 }, ...messages];
}

function sectionLines({ title, text, lines: most }: Section, whole: boolean, page: Page): string[] {
  const heading = styleText("bold", [...fold(title, page.width)][0]!, page);
  if (most === 0) return [heading];
  const lines: string[] = [];
  for (const line of fold(text === "" ? "(empty)" : text, page.width - 2)) {
    if (!whole && lines.length === most) {
      lines.push("… (m to show all)");
      break;
    }
    lines.push(line);
  }
  return [heading, ...lines.map((line) => `  ${line}`.trimEnd())];
}

const scoreText = ({ name, value }: LabelItem["scores"][number]): string =>
  `${name} ${Number.isNaN(value) ? "none" : Number(value.toPrecision(4))}`;
