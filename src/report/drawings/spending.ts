import { count, money } from "../../format.ts";
import type { InspectedSpending, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import type { Panel, Series } from "../figure.ts";
import { figureDrawing } from "./figure-drawing.ts";

/** Tokens and money so far, over time. */
export function spending({ spending }: RunInspection): Drawing | null {
  if (spending === null || spending.overTime.length === 0) return null;
  const { unit, seconds } = unitFor(spending.overTime);
  const start = Date.parse(spending.overTime[0]!.at);
  const over = (name: "tokens" | "cost", look: number): Series => ({
    name,
    kind: "line",
    look,
    points: spending.overTime.map((moment) => ({
      x: (Date.parse(moment.at) - start) / 1000 / seconds,
      y: moment[name],
    })),
  });
  const panels: Panel[] = [
    { name: "tokens", series: [over("tokens", 0)] },
    ...(spending.cost > 0 ? [{ name: "cost", series: [over("cost", 1)] }] : []),
  ];
  return figureDrawing("spending", {
    title: "Requests to models: tokens and cost",
    subtitle: "Sums so far, answered requests only.",
    description: describe(spending),
    separate: ["y"],
    legend: [],
    x: { label: `${unit} since the first answer`, scale: "linear" },
    y: { label: "", scale: "linear" },
    panels,
  });
}

const units = [
  { unit: "days", seconds: 86_400 },
  { unit: "hours", seconds: 3600 },
  { unit: "minutes", seconds: 60 },
  { unit: "seconds", seconds: 1 },
] as const;

function unitFor(moments: InspectedSpending["overTime"]): (typeof units)[number] {
  const span = (Date.parse(moments.at(-1)!.at) - Date.parse(moments[0]!.at)) / 1000;
  return units.find(({ seconds }) => span >= 2 * seconds) ?? units[3];
}

function describe({
  answered,
  failed,
  inputTokens,
  outputTokens,
  cost,
  unpriced,
}: InspectedSpending): string {
  const requests = `${count(answered)} requests answered${failed > 0 ? `, ${count(failed)} failed` : ""}`;
  const tokens = `${count(inputTokens)} tokens read and ${count(outputTokens)} written`;
  const price = unpriced > 0 ? `; ${count(unpriced)} have no price` : "";
  return `${requests}: ${tokens}, for ${money(cost)}${price}.`;
}
