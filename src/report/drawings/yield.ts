import type { RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import { byShareKey, estimated, openMarks, seriesByShare, shareDomain } from "./by-share.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { cellNames, intervalText, unverified } from "./words.ts";

/** Kept precision against the share kept. */
export function yieldDrawing(run: RunInspection): Drawing | null {
  const series = seriesByShare(run, "keptPrecision");
  if (series.length === 0) return null;
  const { error } = run;
  const correct = error && { estimate: 1 - error.estimate, low: 1 - error.high, high: 1 - error.low };
  const rules = correct
    ? [
        {
          axis: "y",
          value: correct.estimate,
          low: correct.low,
          high: correct.high,
          label: `all candidates: ${intervalText(correct).split(" ")[0]} correct`,
        } as const,
      ]
    : [];
  return figureDrawing("yield", {
    title: "What is correct among what is kept",
    subtitle: `A student can learn to be as good as what it is shown, and better where the errors are noise.${openMarks(estimated(run.cells), "Curves keep the best of all candidates")}`,
    description: describe(run, correct === null ? null : intervalText(correct)),
    key: byShareKey,
    shape: "tall",
    x: { label: "share of the candidates kept", scale: "linear", format: "percent", domain: [0, 1] },
    y: {
      label: "correct among those kept",
      scale: "linear",
      format: "percent",
      domain: shareDomain(
        series,
        rules.map(({ low }) => low),
      ),
    },
    panels: [{ series, rules }],
  });
}

function describe({ cells }: RunInspection, correct: string | null): string {
  const verified = estimated(cells).filter(({ verifier }) => verifier !== unverified);
  const best = verified.toSorted(
    (a, b) => b.estimate.keptPrecision.estimate - a.estimate.keptPrecision.estimate,
  )[0];
  const all = correct === null ? "" : `Of all candidates ${correct} are correct. `;
  if (best === undefined) return `${all}Kept precision of each verifier by the share kept.`;
  return `${all}The selection with most correct rows is ${cellNames({ cells }).prose(best)}: ${intervalText(best.estimate.keptPrecision)}.`;
}
