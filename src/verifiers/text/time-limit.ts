import { type Context, createContext, Script } from "node:vm";
import type { Score } from "../verifier.ts";

/** Milliseconds one row may take: far more than any row in earnest needs. */
const limit = 1000;

/**
 * Judges rows 0, 1, … one after the other, none for longer than a second: such a row fails and the others go on. For
 * judging that runs a user's regular expressions, whose backtracking may take exponential time and which nothing in the
 * language can interrupt; the watchdog of `node:vm` can, and starting it once a batch costs next to nothing.
 *
 * @param judge synchronous
 */
export function judgeEach(rows: number, judge: (row: number) => Score): Score[] {
  const scores: Score[] = [];
  const goOnTo = (end: number) => (): void => {
    while (scores.length < end) scores.push(judge(scores.length));
  };
  while (scores.length < rows) {
    if (endsInTime(goOnTo(rows))) break;
    // Perhaps the rows before it took the time, so the row that was interrupted gets a second of its own.
    if (!endsInTime(goOnTo(scores.length + 1))) scores.push({ score: Number.NaN, error: tooSlow });
  }
  return scores;
}

const tooSlow = "took longer than a second, as regular expressions that backtrack do on some texts";

const script = new Script("work()");
let context: Context | undefined;

function endsInTime(work: () => void): boolean {
  context ??= createContext();
  context.work = work;
  try {
    script.runInContext(context, { timeout: limit });
    return true;
  } catch (error) {
    // It is an error of that context, so no instance of this one's Error.
    if ((error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  } finally {
    context.work = undefined;
  }
}
