import { visible } from "../visible.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const INVISIBLE = /^[\p{Mark}\p{Cf}]+$/u;

/**
 * Lines of at most `width` terminal cells: a text's own lines, folded between words where they are too long, else
 * within. Control characters show as �. Works as far as it is asked for lines, so the head of a huge text is quick.
 */
export function* fold(text: string, width: number): Generator<string> {
  for (const line of linesOf(text)) yield* foldLine(visible(line.replaceAll("\t", "  ")), width);
}

/** A text as one line of at most `width` terminal cells, cut short with … where it is longer. */
export function clip(text: string, width: number): string {
  const line = visible(text.slice(0, 16 * width).replaceAll(/[^\S ]+/g, " "));
  let end = 0;
  let cells = 0;
  for (const { segment, index } of graphemes.segment(line)) {
    cells += cellsOf(segment);
    if (cells > width) return `${line.slice(0, end).trimEnd()}…`;
    if (cells < width) end = index + segment.length;
  }
  return line;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
    start = end + 1;
  }
}

function* foldLine(text: string, width: number): Generator<string> {
  let line = "";
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) {
    const size = cellsOf(segment);
    if (cells > 0 && cells + size > width) {
      const space = segment === " " ? line.length : line.lastIndexOf(" ");
      const end = line.slice(0, space + 1).trim() === "" ? line.length : space;
      yield line.slice(0, end).trimEnd();
      line = line.slice(end).trimStart();
      cells = cellsIn(line);
      if (segment === " " && cells === 0) continue;
    }
    line += segment;
    cells += size;
  }
  yield line.trimEnd();
}

/** Terminal cells that a line takes. */
export function cellsIn(line: string): number {
  let cells = 0;
  for (const { segment } of graphemes.segment(line)) cells += cellsOf(segment);
  return cells;
}

/** Terminal cells of one grapheme: East Asian characters and emoji take two. */
function cellsOf(grapheme: string): number {
  if (grapheme.length === 1 && grapheme < "\u0300") return 1;
  if (WIDE.test(grapheme)) return 2;
  return INVISIBLE.test(grapheme) ? 0 : 1;
}
