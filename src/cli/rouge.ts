import { rougeMeans } from "../metrics/rouge/means.ts";
import { type RougeScore, rougeScorer } from "../metrics/rouge/rouge.ts";
import { count, percentInterval } from "./format.ts";
import type { RougeFlags } from "./rouge-flags.ts";
import { readPairs } from "./rouge-pairs.ts";
import { print } from "./run.ts";
import { table, terminalWidth } from "./table.ts";

/** `pstar rouge`: means over the pairs of one file or two, with intervals. */
export async function rougeOfFiles(flags: RougeFlags): Promise<void> {
  const { metrics: kinds, stem = false, seed, predictions, references = predictions } = flags;
  const scorer = rougeScorer({ kinds, stem });
  const scores = new Map(kinds.map((kind): [typeof kind, RougeScore[]] => [kind, []]));
  let pairs = 0;
  for await (const { prediction, references } of readPairs(flags)) {
    const found = scorer(prediction, references);
    for (const [kind, all] of scores) all.push(found[kind]);
    pairs++;
  }
  const means = [...scores].map(([kind, all]) => [kind, rougeMeans(all, { seed })] as const);
  if (flags.json) {
    return print(JSON.stringify({ pairs, stem, seed, scores: Object.fromEntries(means) }));
  }
  const columns = [
    { title: "" },
    ...["precision", "recall", "F"].map((title) => ({ title, align: "right" as const })),
  ];
  const rows = means.map(([kind, { precision, recall, f }]) => ({
    cells: [kind, ...[precision, recall, f].map(percentInterval)],
  }));
  const how = stem ? ", words by their stems" : "";
  print(
    [
      `${count(pairs)} pairs, ${predictions} against ${references}${how}:`,
      "",
      table(columns, rows, terminalWidth(process.stdout, 100)),
      "",
      "In percent: means over the pairs with 95 % intervals.",
    ].join("\n"),
  );
}
