import { parse, stringify } from "yaml";
import { z } from "zod";
import type { CardFacts } from "./card-facts.ts";
import type { ColumnType } from "./format.ts";
import { type Split, splits } from "./split.ts";

const sizes = [
  [1e3, "n<1K"],
  [1e4, "1K<n<10K"],
  [1e5, "10K<n<100K"],
  [1e6, "100K<n<1M"],
  [1e7, "1M<n<10M"],
  [1e8, "10M<n<100M"],
  [1e9, "100M<n<1B"],
  [1e10, "1B<n<10B"],
  [Number.POSITIVE_INFINITY, "10B<n<100B"],
] as const;

const feature = z.strictObject({
  name: z.string(),
  dtype: z.literal("string").optional(),
  list: z.array(z.strictObject({ name: z.string(), dtype: z.enum(["string", "bool", "int64"]) })).optional(),
});

/** The part of a card that machines read, https://github.com/huggingface/hub-docs/blob/main/datasetcard.md. */
export const frontMatter = z.strictObject({
  pretty_name: z.string().min(1),
  license: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  language: z.array(z.string().regex(/^[a-z]{2,3}$|^code$|^multilingual$/)).optional(),
  task_categories: z.array(z.string()),
  tags: z.tuple([z.literal("synthetic"), z.literal("pstar")]),
  size_categories: z.tuple([z.enum(sizes.map(([, name]) => name))]),
  configs: z.tuple([
    z.strictObject({
      config_name: z.literal("default"),
      data_files: z.array(z.strictObject({ split: z.enum(splits), path: z.string() })).min(1),
    }),
  ]),
  dataset_info: z.strictObject({
    features: z.array(feature).min(1),
    /** Without all three fields of a split Hugging Face ignores it. Bytes are those of the files. */
    splits: z
      .array(z.strictObject({ name: z.enum(splits), num_bytes: z.int(), num_examples: z.int().positive() }))
      .min(1),
    download_size: z.int(),
  }),
});

export type FrontMatter = z.infer<typeof frontMatter>;

export interface DataSummary {
  readonly split: Split;
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What machines read of the card. */
export function frontMatterOf(
  { name, license, language }: Pick<CardFacts, "name" | "license" | "language">,
  columns: Readonly<Record<string, ColumnType>>,
  data: readonly DataSummary[],
): FrontMatter {
  const rows = data.reduce((sum, file) => sum + file.rows, 0);
  return {
    pretty_name: name,
    license: license ?? "unknown",
    ...(language.length === 0 ? {} : { language: [...language] }),
    task_categories: ["text-generation"],
    tags: ["synthetic", "pstar"],
    size_categories: [sizeCategory(rows)],
    configs: [{ config_name: "default", data_files: data.map(({ split, path }) => ({ split, path })) }],
    dataset_info: {
      features: Object.entries(columns).map(([name, type]) => featureOf(name, type)),
      splits: data.map((file) => ({ name: file.split, num_bytes: file.bytes, num_examples: file.rows })),
      download_size: data.reduce((sum, file) => sum + file.bytes, 0),
    },
  };
}

export function sizeCategory(rows: number): FrontMatter["size_categories"][0] {
  return sizes.find(([below]) => rows < below)![1];
}

function featureOf(name: string, type: ColumnType): z.infer<typeof feature> {
  if (type === "text") return { name, dtype: "string" };
  const list: z.infer<typeof feature>["list"] = [
    { name: "role", dtype: "string" },
    { name: "content", dtype: "string" },
  ];
  if (type === "marked-messages") list.push({ name: "training", dtype: "bool" });
  if (type === "weighted-messages") list.push({ name: "weight", dtype: "int64" });
  return { name, list };
}

/** YAML as version 1.1 has it, which Hugging Face reads: there a bare `no` is false, not Norwegian. */
export function frontMatterText(facts: FrontMatter): string {
  return `---\n${stringify(facts, { version: "1.1", lineWidth: 0 })}---\n`;
}

/** @throws Error when a card does not begin with a front matter that obeys the rules */
export function parseFrontMatter(card: string): FrontMatter {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(card);
  if (match === null) throw new Error("has no front matter");
  return frontMatter.parse(parse(match[1], { version: "1.1" }));
}
