/**
 * Makes datasets/newswire, its card included:
 *
 *   node scripts/datasets/newswire.ts
 *
 * or as many other articles as you like, a JSON object a line, other ones for every seed:
 *
 *   node scripts/datasets/newswire.ts --rows 1000000 --seed 7 > newswire.jsonl
 */
import { writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { PstarError } from "../../src/errors.ts";
import { rougeScorer } from "../../src/metrics/rouge/rouge.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { newswireArticle, newswireWordings } from "../../src/tasks/summarization/newswire/newswire.ts";

export interface NewswireRow {
  readonly id: string;
  readonly kind: string;
  readonly article: string;
  readonly summary: string;
}

const datasetSeed = 5;
const splits = { train: 4000, validation: 500, test: 1000 } as const;
export type Split = keyof typeof splits;
export const splitNames = Object.keys(splits) as Split[];

/** The rows of `datasets/newswire/{split}.jsonl.gz`. */
export function splitRows(split: Split): NewswireRow[] {
  return Array.from({ length: splits[split] }, (_, index) =>
    newswireRow(rowSeed(split, index), `${split}-${index}`),
  );
}

const rowSeed = (split: Split, index: number): number => deriveSeed(datasetSeed, split, index);

function newswireRow(seed: number, id: string): NewswireRow {
  return { id, ...newswireArticle(seed) };
}

export const jsonLines = (rows: readonly NewswireRow[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Compressed without a time or a system's name, so that equal texts give equal bytes. */
export function gzip(text: string): Buffer {
  const unknownSystem = 255;
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = unknownSystem;
  return bytes;
}

export function firstSentence(article: string): string {
  return /^.+?[.!?]"?(?= ["A-Z0-9]|$)/.exec(article)![0];
}

interface Statistics {
  rows: number;
  articleWords: number;
  summaryWords: number;
  /** ROUGE-1, -2 and -L F of the first sentence and of another wording of the reference. */
  lead: readonly [number, number, number];
  wording: readonly [number, number, number];
}

const wordCount = (text: string): number => text.split(" ").length;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function measure(
  rows: readonly NewswireRow[],
  wordings: ReadonlyMap<NewswireRow, readonly string[]>,
): Statistics {
  const score = rougeScorer({ kinds: ["rouge1", "rouge2", "rougeL"] });
  const means = (prediction: (row: NewswireRow) => readonly string[]): [number, number, number] => {
    const scores = rows.flatMap((row) => prediction(row).map((text) => score(text, row.summary)));
    return [
      mean(scores.map(({ rouge1 }) => rouge1.f)),
      mean(scores.map(({ rouge2 }) => rouge2.f)),
      mean(scores.map(({ rougeL }) => rougeL.f)),
    ];
  };
  return {
    rows: rows.length,
    articleWords: mean(rows.map(({ article }) => wordCount(article))),
    summaryWords: mean(rows.map(({ summary }) => wordCount(summary))),
    lead: means(({ article }) => [firstSentence(article)]),
    wording: means((row) => wordings.get(row)!),
  };
}

const rouges = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join(" / ");

/** The card, with what was measured on the test split. */
export function card(): string {
  const rows = splitRows("test");
  const wordings = new Map(rows.map((row, index) => [row, newswireWordings(rowSeed("test", index))]));
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  const line = (name: string, of: readonly NewswireRow[]): string => {
    const { rows: count, articleWords, summaryWords, lead, wording } = measure(of, wordings);
    return `| ${name} | ${count} | ${articleWords.toFixed(1)} | ${summaryWords.toFixed(1)} | ${rouges(lead)} | ${rouges(wording)} |`;
  };
  const types = new Set(
    splitNames.flatMap((split) =>
      splitRows(split).flatMap(
        ({ article, summary }) => `${article} ${summary}`.toLowerCase().match(/[a-z]+/g)!,
      ),
    ),
  );
  const example = rows[0]!;
  return `---
license: cc0-1.0
language:
  - en
task_categories:
  - summarization
size_categories:
  - 1K<n<10K
pretty_name: Procedural newswire
tags:
  - synthetic
  - news
configs:
  - config_name: default
    data_files:
      - split: train
        path: train.jsonl.gz
      - split: validation
        path: validation.jsonl.gz
      - split: test
        path: test.jsonl.gz
---

# Procedural newswire

${Object.entries(splits)
  .map(([split, rows]) => `${rows.toLocaleString("en-US")} ${split}`)
  .join(
    ", ",
  )} articles of 60 to 150 words, each with a reference summary of one sentence, written by a grammar. Nobody in them
exists and nothing in them happened; a name that somebody bears is chance. There is no end to them: a seed is an article.

> **Article.** ${example.article}
>
> **Summary.** ${example.summary}

Fields: \`id\`, \`kind\` (${kinds.join(", ")}), \`article\`, \`summary\`.

## How it was made

No model had a part in it. Each kind of event has its facts (people, places, companies, numbers, causes, what came of it), several
orders in which an article may tell them, and many ways to say each. The article opens with a scene, a quotation, some background, another
event or one of the facts; who did what, the number that decides and the cause stand in different sentences, among last year's numbers, a
rival's, a forecast and, often, another event in passing. The summary says the same facts for every article of a kind, in one of two or
three wordings. Every name and number in it stands in the article, letter for letter, so that to summarise is to choose and to copy.

The grammar is \`src/tasks/summarization/newswire\`; the three files and this card are made by

    node scripts/datasets/newswire.ts

and other articles, as many as wanted, by

    node scripts/datasets/newswire.ts --rows 1000000 --seed 7 > newswire.jsonl

## In numbers

The test split. ROUGE is F of ROUGE-1 / -2 / -L, without stemming, against the one reference. *First sentence* is that of the article;
*wordings* is the mean of every wording of the summary that the grammar knows, the reference's own among them: what a perfect reader
who can't know which one was chosen would score.

| kind | rows | words, article | words, summary | first sentence | wordings |
| --- | ---: | ---: | ---: | --- | --- |
${kinds
  .map((kind) =>
    line(
      kind,
      rows.filter((row) => row.kind === kind),
    ),
  )
  .join("\n")}
${line("all", rows)}

The three splits have ${types.size.toLocaleString("en-US")} different words, numbers aside.

## What it is not

It is English of one register, with a few thousand words; paraphrase is as rich as the grammar and no richer. Facts of a kind
are drawn apart from each other, so that nothing about the world can be learnt from it: towns have no geography and seasons no weather.
It measures whether a model finds and copies what matters, not whether it understands. Splits share the grammar: the test split asks for
new facts, not for new events. A model trained on it will not summarise real news.

No rights are reserved (CC0 1.0).
`;
}

function writeDataset(): void {
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(new URL(`../../datasets/newswire/${name}`, import.meta.url), content);
  for (const split of splitNames) write(`${split}.jsonl.gz`, gzip(jsonLines(splitRows(split))));
  write("README.md", card());
}

/** At the reader's pace, and done when the reader is: `| head` is no error. */
async function printRows(rows: number, seed: number): Promise<void> {
  function* batches(): Generator<string> {
    const size = 1000;
    for (let start = 0; start < rows; start += size) {
      const indices = Array.from({ length: Math.min(size, rows - start) }, (_, index) => start + index);
      yield jsonLines(
        indices.map((index) => newswireRow(deriveSeed(seed, "rows", index), `${seed}-${index}`)),
      );
    }
  }
  await pipeline(Readable.from(batches()), process.stdout).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new PstarError(`--${option} ${text} is no whole number`, { exitCode: 2 });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rows: { type: "string" }, seed: { type: "string", default: "1" } },
  });
  if (values.rows === undefined) writeDataset();
  else await printRows(whole("rows", values.rows), whole("seed", values.seed));
}
