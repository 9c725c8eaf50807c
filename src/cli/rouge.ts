import { count, percentInterval } from "../format.ts";
import { rougeMeans } from "../metrics/rouge/means.ts";
import { type RougeKind, type RougeScore, rougeScorer } from "../metrics/rouge/rouge.ts";
import { fold } from "./fold.ts";
import type { RougeFlags } from "./rouge-flags.ts";
import { pairSource, readPairs, type TextSource } from "./rouge-pairs.ts";
import { table, terminalWidth } from "./table.ts";

const usual: readonly RougeKind[] = ["rouge1", "rouge2", "rougeL", "rougeLsum"];

/** `pstar rouge`: means over the pairs of one file or two, with intervals. */
export async function rougeOfFiles(flags: RougeFlags): Promise<void> {
  const { metrics: kinds = usual, stem = false, seed = 1 } = flags;
  const source = await pairSource(flags);
  const scorer = rougeScorer({ kinds, stem });
  const scores = new Map(kinds.map((kind): [RougeKind, RougeScore[]] => [kind, []]));
  let pairs = 0;
  for await (const { prediction, references } of readPairs(source)) {
    const found = scorer(prediction, references);
    for (const [kind, all] of scores) all.push(found[kind]);
    pairs++;
  }
  const means = [...scores].map(([kind, all]) => [kind, rougeMeans(all, { seed })] as const);
  if (flags.json) {
    return print(JSON.stringify({ pairs, ...source, stem, seed, scores: Object.fromEntries(means) }));
  }
  const width = terminalWidth(process.stdout, 100);
  const what = `${count(pairs)} pairs: ${named(source.predictions)} against ${named(source.references)}`;
  const columns = [
    { title: "" },
    ...["precision", "recall", "F"].map((title) => ({ title, align: "right" as const })),
  ];
  const rows = means.map(([kind, { precision, recall, f }]) => ({
    cells: [kind, ...[precision, recall, f].map(percentInterval)],
  }));
  print(
    [
      ...fold(stem ? `${what}, words by their stems` : what, width),
      "",
      table(columns, rows, width),
      "",
      "In percent: means over the pairs with 95 % intervals.",
    ].join("\n"),
  );
}

const named = ({ file, field }: TextSource): string => (field === null ? file : `"${field}" of ${file}`);

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
