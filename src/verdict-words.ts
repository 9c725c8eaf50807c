import type { Verdict } from "./estimation/verdict.ts";
import type { Interval } from "./metrics/interval.ts";

/** `unknown` where nothing was estimated. */
export type VerdictKind = Verdict["kind"] | "unknown";

/** None of the verdicts rests on its colour alone. */
export const verdictSigns: Readonly<Record<VerdictKind, string>> = {
  improves: "▲",
  narrow: "◐",
  "no gain": "=",
  collapses: "▼",
  undecided: "?",
  unknown: "–",
};

/** Will training on it help? */
export const verdictHeadlines: Readonly<Record<VerdictKind, string>> = {
  improves: "Training on this should help",
  narrow: "Clean, but too narrow",
  "no gain": "Training on this should change nothing",
  collapses: "Training on this would collapse the model",
  undecided: "Undecided",
  unknown: "Nothing can be said yet",
};

/** The name of a verdict's colours in style sheets. */
export const verdictLook = (kind: VerdictKind): string =>
  kind === "unknown" ? "undecided" : kind.replace(" ", "-");

/** Which way a difference goes, where its interval is on one side of 0: sign, colours, and words for who sees neither. */
export function gainWords({ low, high }: Interval): { sign: string; look: string; words: string } {
  if (low > 0) return { sign: verdictSigns.improves, look: "improves", words: "better" };
  if (high < 0) return { sign: verdictSigns.collapses, look: "collapses", words: "worse" };
  return { sign: verdictSigns["no gain"], look: "undecided", words: "no clear difference" };
}
