import { count, duration, money } from "../../format.ts";
import type { InspectedStage, RunInspection } from "../../inspect/index.ts";
import type { Drawing } from "../drawing.ts";
import { csv } from "../figure/csv.ts";
import { type Block, element } from "../figure/markup.ts";
import { pictureSvg } from "../figure/picture.ts";
import { paragraph, sizes, textAt, textWidth } from "../figure/type.ts";
import { type Fill, failedFill, keptFill, reasonFill } from "./flow/bar.ts";
import { drawColumns } from "./flow/columns.ts";
import { drawList } from "./flow/list.ts";
import { planFlow } from "./flow/plan.ts";
import { reasonsOf } from "./flow/words.ts";

const title = "The pipeline";
const margin = 12;

/** The stages with the counts that flowed through them: columns from left to right, or a list where it is narrow. */
export function flow(run: RunInspection): Drawing | null {
  if (run.stages.length === 0) return null;
  const plan = planFlow(run);
  const reasons = reasonsIn(run.stages);
  const description = describe(run);
  return {
    id: "flow",
    title,
    description,
    svg: ({ width: asked = 640, theme = "auto" } = {}) => {
      const width = Math.max(240, Math.round(asked));
      const inner = width - 2 * margin;
      const parts: string[] = [];
      let top = margin;
      const put = ({ markup, height }: Block, after: number) => {
        parts.push(element("g", { transform: `translate(${margin},${top})` }, markup));
        top += Math.ceil(height) + after;
      };
      put(paragraph(0, 0, inner, title, { size: sizes.title, bold: true }), 2);
      put(paragraph(0, 0, inner, subtitle(run), { muted: true }), 8);
      put(drawLegend(run.stages, reasons, inner), 12);
      put(drawColumns(plan, inner, reasons) ?? drawList(plan, inner, reasons), margin);
      return pictureSvg({ title, description, width, height: top, theme }, parts);
    },
    csv: () => table(run.stages),
  };
}

/** The most frequent first. */
function reasonsIn(stages: readonly InspectedStage[]): string[] {
  const totals = new Map<string, number>();
  for (const { reason, rows } of stages.filter(({ kind }) => kind === "select").flatMap(reasonsOf))
    totals.set(reason, (totals.get(reason) ?? 0) + rows);
  return [...totals].sort((a, b) => b[1] - a[1]).map(([reason]) => reason);
}

function subtitle({ head, stages }: RunInspection): string {
  const running = stages.filter(({ status }) => status === "running").length;
  const cost = stages.reduce((sum, stage) => sum + stage.cost, 0);
  return [
    `${count(stages.length)} stages`,
    ...(running > 0 ? [`${running} running`] : []),
    `${duration(head.seconds)} of work`,
    ...(cost > 0 ? [`cost ${money(cost)}`] : []),
    "rows in → kept; times of a second and more",
  ].join(", ");
}

function drawLegend(stages: readonly InspectedStage[], reasons: readonly string[], width: number): Block {
  const selections = stages.filter(({ kind, books }) => kind === "select" && books !== null);
  if (selections.length === 0) return { markup: "", height: 0 };
  const hasFailed = selections.some(({ books }) => books!.failed > 0);
  const entries: { text: string; fill: Fill }[] = [
    { text: "kept", fill: keptFill },
    ...reasons.map((text, i) => ({ text, fill: reasonFill(i) })),
    ...(hasFailed ? [{ text: "failed", fill: failedFill }] : []),
  ];
  const parts: string[] = [];
  let [x, top] = [0, 0];
  for (const { text, fill } of entries) {
    const wide = 16 + textWidth(text, sizes.small) + 14;
    if (x > 0 && x + wide > width) [x, top] = [0, top + 19];
    parts.push(element("rect", { x, y: top + 4, width: 11, height: 11, ...fill }));
    parts.push(textAt(x + 16, top + 14, text, { size: sizes.small }));
    x += wide;
  }
  return { markup: parts.join(""), height: top + 18 };
}

const table = (stages: readonly InspectedStage[]): string =>
  csv(
    [
      "stage",
      "kind",
      "name",
      "status",
      "inputs",
      "in",
      "kept",
      "rejected",
      "failed",
      "reasons",
      "rows",
      "seconds",
      "cost",
    ],
    stages.map((stage) => [
      stage.id,
      stage.kind,
      stage.name,
      stage.status,
      stage.inputs.map(({ role, stage: id }) => `${role} ${id}`).join("; "),
      stage.books?.input,
      stage.books?.kept,
      stage.books?.rejected,
      stage.books?.failed,
      reasonsOf(stage)
        .map(({ reason, rows }) => `${reason} ${rows}`)
        .join("; "),
      stage.rows,
      stage.seconds,
      stage.cost,
    ]),
  );

function describe({ head, stages }: RunInspection): string {
  const running = stages.filter(({ status }) => status === "running").length;
  const failed = stages.reduce((sum, { books }) => sum + (books?.failed ?? 0), 0);
  const kinds = [...Map.groupBy(stages, ({ kind }) => kind)].map(([kind, some]) => `${some.length} ${kind}`);
  const state = running > 0 ? `; ${running} running` : "";
  return `${count(stages.length)} stages (${kinds.join(", ")}), ${duration(head.seconds)} of work${state}; ${failed === 0 ? "no row failed" : `${count(failed)} rows failed`}.`;
}
