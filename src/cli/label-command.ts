import { writeDesign } from "../datasets/label-file.ts";
import type { ImportedRow } from "../datasets/record.ts";
import { readRows } from "../datasets/rows.ts";
import { PstarError } from "../errors.ts";
import { suggestLabels } from "../estimation/suggest.ts";
import { estimateColumns } from "../estimation/table.ts";
import { weighted } from "../pipeline/index.ts";
import type { CurationFlags } from "./curation-of.ts";
import { estimateOptions } from "./estimate.ts";
import { labelInTerminal } from "./label.ts";
import type { LabelItem } from "./label-screen.ts";
import { type OpenedData, openData } from "./open-data.ts";
import { print } from "./run.ts";
import { targetOf } from "./target.ts";
import { typed } from "./typed.ts";

export interface LabelFlags extends CurationFlags {
  readonly suggest?: number;
  readonly showScores?: true;
}

/** Rows to label where nobody says how many. */
const usual = 50;

/** `pstar label FILE`: asks for the labels that narrow p⋆'s interval most, and goes on where it stopped. */
export async function label(file: string, flags: LabelFlags): Promise<void> {
  const data = await openData(file, flags, { needsText: true, quiet: false });
  const open = data.batch.filter((id) => !data.labels.has(id));
  const plan =
    open.length > 0
      ? { ids: data.batch, items: await itemsOf(data, { ids: new Set(data.batch) }) }
      : await newPlan(data, flags);
  const byId = new Map(plan.items.map((item) => [item.id, item]));
  await labelInTerminal({
    items: plan.ids.flatMap((id) => byId.get(id) ?? []),
    labelPath: data.labelPath,
    input: process.stdin,
    output: process.stdout,
    ...(flags.showScores && { showScores: true }),
  });
  print(`\nLabels are in ${data.labelPath}. What they say:\n  ${typed("estimate", file, flags)}`);
}

/** Draws rows to label, and puts on disk which and how before anyone labels them. */
async function newPlan(data: OpenedData, flags: LabelFlags) {
  const { columns, design, labelPath } = data;
  const { score, fraction } = targetOf(columns, judged(data, flags), flags);
  const seed = flags.seed ?? 1;
  const suggested = suggestLabels(columns, {
    ...{ score, fraction, seed },
    count: flags.suggest ?? usual,
    earlier: design,
  });
  const items = await itemsOf(data, { rows: new Set(suggested.rows) });
  const byRow = new Map(items.map((item) => [item.row, item.id]));
  const ids = Array.from(suggested.rows, (row) => byRow.get(row)!);
  if (ids.length === 0) {
    throw new PstarError("every row is labelled", { where: labelPath, remedy: "see `pstar estimate`" });
  }
  writeDesign(labelPath, suggested.design, ids);
  return { ids, items };
}

/** What the labels at hand say of each score, where there are any. */
function judged({ columns, design }: OpenedData, flags: LabelFlags) {
  if (columns.labels.every(Number.isNaN)) return { verifiers: [] };
  return estimateColumns(weighted(columns, design).columns, estimateOptions(flags));
}

/** The rows wanted, by their ids or by their places among all candidates, with their texts. */
async function itemsOf(
  { file, mapping }: OpenedData,
  wanted: { readonly ids?: ReadonlySet<string>; readonly rows?: ReadonlySet<number> },
): Promise<(LabelItem & { readonly row: number })[]> {
  const items: (LabelItem & { readonly row: number })[] = [];
  let row = 0;
  for await (const batch of readRows(file, mapping)) {
    for (const one of batch) {
      if ("reason" in one) continue;
      if (wanted.ids?.has(one.id) || wanted.rows?.has(row))
        items.push({ ...itemOf(one, mapping.scores), row });
      row++;
    }
  }
  return items;
}

function itemOf(
  { id, line, input, output, reference, scores }: ImportedRow,
  names: readonly string[],
): LabelItem {
  const named = names.map((name, i) => ({ name, value: scores[i]! }));
  return { id, line, input, output, reference, scores: named };
}
