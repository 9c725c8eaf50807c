import { listed } from "../../format.ts";
import type { RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Rule } from "../figure.ts";
import { byShareKey, estimated, openMarks, seriesByShare, shareDomain } from "./by-share.ts";
import { figureDrawing } from "./figure-drawing.ts";
import { cellNames, intervalText, unverified } from "./words.ts";

/** p⋆ against the share kept, with the generator's error as the line to beat. */
export function breakdown(run: RunInspection): Drawing | null {
  const series = seriesByShare(run, "pstar");
  if (series.length === 0) return null;
  const rules = [...errorRule(run, "y"), halfRule("y")];
  const ends = rules.map(({ value, low = value }) => low);
  return figureDrawing("breakdown", {
    title: "How much error each verifier can take",
    subtitle: `Breakdown point p⋆ by the share kept: students of a generator whose error p lies above it collapse.${openMarks(estimated(run.cells), "Curves keep the best of all candidates")}`,
    description: describe(run),
    key: byShareKey,
    shape: "tall",
    x: { label: "share of the candidates kept", scale: "linear", format: "percent", domain: [0, 1] },
    y: {
      label: "breakdown point p⋆",
      scale: "linear",
      format: "percent",
      domain: shareDomain(series, ends),
    },
    panels: [{ series, rules }],
  });
}

/** The generator's error, where it is known. */
export const errorRule = ({ error }: RunInspection, axis: "x" | "y"): Rule[] =>
  error === null
    ? []
    : [
        {
          axis,
          value: error.estimate,
          low: error.low,
          high: error.high,
          label: `generator: p = ${intervalText(error).split(" ")[0]}`,
        },
      ];

export const halfRule = (axis: "x" | "y"): Rule => ({ axis, value: 0.5, label: "no verification: p⋆ = 50%" });

function describe({ cells, verifiers, error }: RunInspection): string {
  const { prose } = cellNames({ cells });
  const verified = estimated(cells).filter(({ verifier }) => verifier !== unverified);
  const said = verified.slice(0, 4).map((cell) => `${intervalText(cell.estimate.pstar)} for ${prose(cell)}`);
  const rest = verified.length - said.length;
  const kept =
    said.length === 0
      ? `p⋆ of ${listed(verifiers.map(({ name }) => name))} by the share kept.`
      : `p⋆ is ${listed([...said, ...(rest > 0 ? [`${rest} more`] : [])])}.`;
  if (error === null) return kept;
  const above = verified.filter(({ estimate }) => estimate.pstar.estimate > error.estimate).length;
  const count = verified.length === 0 ? "" : `; ${above} of ${verified.length} selections lie above it`;
  return `${kept} The generator’s error p is ${intervalText(error)}${count}.`;
}
