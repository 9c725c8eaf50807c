import { on } from "node:events";
import { createInterface, emitKeypressEvents, type Key } from "node:readline";
import type { Readable } from "node:stream";
import { appendLabel, readLabelFile } from "../datasets/label-file.ts";
import { count } from "../format.ts";
import { type LabelItem, labelScreen } from "./label-screen.ts";
import type { Terminal } from "./progress.ts";
import { terminalWidth } from "./table.ts";

/** Where answers come from: a terminal, whose keys count at once, or anything else, a line an answer. */
export type Keyboard = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

export interface LabelSession {
  /** In the order to label them. */
  readonly items: readonly LabelItem[];
  /** Where labels are kept; those there are not asked for again. */
  readonly labelPath: string;
  readonly input: Keyboard;
  readonly output: Terminal;
  /** Labels given in sight of the scores lean to them: not shown unless asked for. */
  readonly showScores?: boolean;
}

/** How a session ended. */
export interface LabelOutcome {
  /** Items with a label, now or before. */
  readonly labelled: number;
  /** Items without one. */
  readonly left: number;
}

/**
 * Asks for a label of each item that has none. Every answer is on disk before the next item is shown, so nothing given
 * is ever lost; started again it goes on where it was.
 *
 * @throws PstarError when the labels can't be read or written
 */
export async function labelInTerminal(session: LabelSession): Promise<LabelOutcome> {
  const { items, labelPath, input, output, showScores = false } = session;
  const labelled = new Set(readLabelFile(labelPath).labels.keys());
  const answered: { readonly place: number; readonly isLabel: boolean }[] = [];
  const skipped = new Set<number>();
  const nextOpen = (): number => items.findIndex(({ id }, place) => !labelled.has(id) && !skipped.has(place));
  const say = (text: string): boolean => output.write(`${text}\n`);
  let place = nextOpen();
  const show = (whole = false): void => {
    const width = terminalWidth(output, 80);
    const view = { item: items[place]!, place: place + 1, total: items.length, whole, showScores };
    say(`\n${labelScreen(view, { width, stream: output })}`);
  };

  const answer = (label: number | undefined): void => {
    const { id } = items[place]!;
    if (label === undefined) skipped.add(place);
    else {
      appendLabel(labelPath, { id, label });
      labelled.add(id);
    }
    answered.push({ place, isLabel: label !== undefined });
    say(`→ ${words(label)}`);
    place = nextOpen();
    if (place >= 0) show();
  };
  const undo = (): void => {
    const last = answered.pop();
    if (last === undefined) return void say("→ nothing to undo");
    const { id } = items[last.place]!;
    if (last.isLabel) appendLabel(labelPath, { id, label: null });
    labelled.delete(id);
    skipped.delete(last.place);
    place = last.place;
    say("→ undone");
    show();
  };

  if (place >= 0) {
    show();
    for await (const key of input.isTTY ? pressedKeys(input) : typedLines(input)) {
      if (key === "q" || (place < 0 && key !== "u")) break;
      if (key === "u") undo();
      else if (key === "m") show(true);
      else if (key === "s") answer(undefined);
      else if (key in LABELS) answer(LABELS[key]);
      else say("→ not one of the keys y n 0-9 s u m q");
      if (place < 0 && !input.isTTY) break;
      if (place < 0) say("\nThat was the last: u takes it back, any other key ends.");
    }
  }
  const left = items.filter(({ id }) => !labelled.has(id)).length;
  say(`\n${summary(items.length - left, left)}`);
  return { labelled: items.length - left, left };
}

/** How correct an output is, by the key that says so. */
const LABELS: Readonly<Record<string, number>> = {
  y: 1,
  n: 0,
  ...Object.fromEntries(Array.from({ length: 10 }, (_, tenths) => [String(tenths), tenths / 10])),
};

function words(label: number | undefined): string {
  if (label === undefined) return "skipped";
  if (label === 1) return "correct";
  return label === 0 ? "wrong" : `${label * 10} tenths correct`;
}

function summary(labelled: number, left: number): string {
  if (left === 0) return `All ${count(labelled)} are labelled.`;
  return `${count(labelled)} labelled, ${count(left)} left: the same command goes on from here.`;
}

/** Keys as they are pressed, until Ctrl-C or Ctrl-D. Arrows and the like are none of ours. */
async function* pressedKeys(input: Keyboard): AsyncGenerator<string> {
  emitKeypressEvents(input);
  input.setRawMode?.(true);
  try {
    for await (const event of on(input, "keypress", { close: ["end", "close"] })) {
      const [text, key] = event as [string | undefined, Key];
      if (key.ctrl && (key.name === "c" || key.name === "d")) return;
      if (text?.length === 1 && !key.ctrl && !key.meta) yield text.toLowerCase();
    }
  } finally {
    input.setRawMode?.(false);
    input.pause();
  }
}

async function* typedLines(input: Keyboard): AsyncGenerator<string> {
  for await (const line of createInterface({ input })) yield line.trim().toLowerCase();
}
