import { moment, percents, points } from "../../format.ts";
import type { Interval } from "../../metrics/interval.ts";
import { gainWords, type VerdictKind, verdictLook, verdictSigns } from "../../verdict-words.ts";
import { type Html, html } from "./template.ts";

/** `▲ improves` in a table. */
export const verdictMark = (kind: VerdictKind): Html =>
  html`<span class="mark ${verdictLook(kind)}"><span aria-hidden="true">${verdictSigns[kind]}</span> ${kind}</span>`;

/** The estimate, with its interval where the line has room for it, else below. In percent. */
export function intervalCell(interval: Interval): Html {
  const { estimate, low, high } = percents(interval);
  return html`<span class="estimate">${estimate}</span> <span class="interval">[${low}, ${high}]</span>`;
}

/** `▲ +3.2 [1.0, 5.1]`: which way a difference goes, where its interval is on one side of 0. */
export function gainCell(gain: Interval): Html {
  const { estimate, low, high } = gain;
  const { sign, look, words } = gainWords(gain);
  return html`<span class="mark ${look}"><span aria-hidden="true">${sign}</span><span class="aloud">${words}</span> ${points(estimate)}</span> <span class="interval">[${points(low)}, ${points(high)}]</span>`;
}

/** A moment anywhere: `21 Nov 2026, 08:43 UTC`. @param iso ISO 8601 */
export const momentUtc = (iso: string): string => `${moment(iso, "UTC")} UTC`;
