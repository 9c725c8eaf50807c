import type { Verdict } from "../../estimation/verdict.ts";
import { count, percent } from "../../format.ts";
import type { RunVerdict } from "../../inspect/index.ts";
import type { Interval } from "../../metrics/interval.ts";
import { type Html, html } from "./template.ts";

/** Sign, name in the style sheet and words of each verdict: none of them rests on colour alone. */
const verdicts: Readonly<Record<RunVerdict["kind"], { sign: string; look: string; words: string }>> = {
  improves: { sign: "▲", look: "improves", words: "Training on this should help" },
  narrow: { sign: "◐", look: "no-gain", words: "Clean, but too narrow" },
  "no gain": { sign: "=", look: "no-gain", words: "Training on this should change nothing" },
  collapses: { sign: "▼", look: "collapses", words: "Training on this would collapse the model" },
  undecided: { sign: "?", look: "undecided", words: "Undecided" },
  unknown: { sign: "–", look: "undecided", words: "Nothing can be said yet" },
};

export const verdictLook = (kind: RunVerdict["kind"]): string => verdicts[kind].look;
export const verdictSign = (kind: RunVerdict["kind"]): string => verdicts[kind].sign;
export const verdictWords = (kind: RunVerdict["kind"]): string => verdicts[kind].words;

/** `▲ improves` in a table. */
export const verdictMark = (kind: Verdict["kind"] | "unknown"): Html =>
  html`<span class="mark ${verdictLook(kind)}"><span aria-hidden="true">${verdictSign(kind)}</span> ${kind}</span>`;

/** The estimate, with its interval where the line has room for it, else below. In percent. */
export function intervalCell(interval: Interval): Html {
  const decimals = interval.high - interval.low > 0.2 ? 0 : 1;
  const show = (share: number): string => percent(share, decimals);
  return html`<span class="estimate">${show(interval.estimate)}</span> <span class="interval">[${show(interval.low)}, ${show(interval.high)}]</span>`;
}

/** A difference of shares in points, with its sign: `+3.2`, `−0.4`, `0.0`. */
export function points(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? "−" : "+"}${text}`;
}

/** `▲ +3.2 [1.0, 5.1]`: which way a difference goes, where its interval is on one side of 0. */
export function gainCell({ estimate, low, high }: Interval): Html {
  const [sign, look, words] =
    low > 0
      ? ["▲", "improves", "better"]
      : high < 0
        ? ["▼", "collapses", "worse"]
        : ["=", "no-gain", "no difference"];
  return html`<span class="mark ${look}"><span aria-hidden="true">${sign}</span><span class="aloud">${words}</span> ${points(estimate)}</span> <span class="interval">[${points(low)}, ${points(high)}]</span>`;
}

const date = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

/** `21 Nov 2026, 08:43 UTC` @param iso ISO 8601 */
export const moment = (iso: string): string => `${date.format(new Date(iso))} UTC`;

/** `3 rows`, `1 row` */
export const some = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
