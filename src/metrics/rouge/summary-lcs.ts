import { lcsLength, markLcs } from "./lcs.ts";
import { wordHits } from "./overlap.ts";
import type { Room } from "./room.ts";
import type { Words } from "./words.ts";

/**
 * Hits of ROUGE-Lsum (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries", §3.2): the words of each line
 * of the reference that are in its longest common subsequence with any line of the prediction; no word more often than
 * the prediction has it, as ROUGE 1.5.5 counts. Of two lines, these are all words of the one subsequence.
 *
 * @param room with a zero for every word
 */
export function summaryHits(prediction: Words, reference: Words, room: Room): number {
  const areSingle = prediction.lineEnds.length < 2 && reference.lineEnds.length < 2;
  if (areSingle) return lcsLength(prediction.ids, reference.ids, room);
  const lines = linesOf(prediction);
  const marks = new Uint8Array(reference.ids.length);
  let from = 0;
  for (const line of linesOf(reference)) {
    const marksOfLine = marks.subarray(from, from + line.length);
    for (const other of lines) markLcs(line, other, marksOfLine, room);
    from += line.length;
  }
  const marked = reference.ids.filter((_, i) => marks[i] === 1);
  return wordHits(marked, prediction.ids, room);
}

const linesOf = ({ ids, lineEnds }: Words): number[][] =>
  lineEnds.map((end, i) => ids.slice(lineEnds[i - 1] ?? 0, end));
