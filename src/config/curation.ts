import { z } from "zod";
import { exportFormats } from "../datasets/export/formats/index.ts";
import { suggestion } from "../nearest.ts";
import { selectorOptions } from "../selectors/index.ts";
import { thinningOptions } from "../selectors/thinning/options.ts";
import { nameVerifiers, type RuleOptions, ruleOptions } from "../verifiers/index.ts";
import type { Problem } from "./problem.ts";
import { count, fileName, probability, share } from "./values.ts";

const field = z.string().min(1);

const sourceOptions = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe("JSONL, JSON, CSV, TSV or Parquet, gzipped or not; from this file's folder"),
  fields: z
    .strictObject({
      id: field.optional().describe("The row's own id"),
      input: field.optional().describe("What the model was asked: a text or chat messages"),
      output: field.optional().describe("What it answered: a text, or a list of several answers"),
      reference: field.optional().describe("The true answer"),
      label: field.optional().describe("Whether the output is correct: yes or no, or a share in [0, 1]"),
      weight: field.optional().describe("How many rows the label stands for"),
      scores: z.array(field).optional().describe("Scores of verifiers, higher is better"),
      group: field.optional().describe("The kind of input, to look at kinds apart"),
    })
    .prefault({})
    .describe("Which field holds what; what is left out is guessed from the first rows"),
  labels: z
    .string()
    .min(1)
    .optional()
    .describe("Labels given by `pstar label`; FILE.labels.jsonl if it is there"),
  maxBadRows: z.int().nonnegative().default(0).describe("Malformed rows to put aside before giving up"),
});

export const estimateOptions = z.strictObject({
  fractions: z.array(share).min(1).default([0.125, 0.25, 0.5]).describe("Shares to look at"),
  labelThreshold: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe("Labels of at least this are correct, all others wrong; when left out they are expectations"),
  intervals: z
    .enum(["jeffreys", "delta", "bootstrap"])
    .default("jeffreys")
    .describe("Bayesian by Monte Carlo, by the delta method, or by resampling inputs"),
  certainty: z.number().gt(0.5).lt(1).default(0.95).describe("Probability that a verdict asks for"),
  confidence: probability.default(0.95).describe("Level of the intervals"),
  draws: count.default(4000).describe("Monte Carlo draws behind an interval"),
  precision: probability
    .nullable()
    .default(null)
    .describe("Share of correct among the kept that a recommended share must also reach"),
});

/** An estimate of which nobody says anything. */
export const estimateDefaults = estimateOptions.parse({});

const exportOptions = z.strictObject({
  format: z.enum(exportFormats.map(({ name }) => name)).describe("The trainer's format"),
  folder: z.string().min(1).describe("Where to; from this file's folder"),
  file: z.enum(["jsonl", "parquet"]).default("jsonl").describe("Kind of the data files"),
  validation: z.number().min(0).lt(1).default(0).describe("Share of the inputs set apart for validation"),
  system: z.string().optional().describe("System message of chat formats"),
});

const cardOptions = z.strictObject({
  title: z.string().optional().describe("Name of the data set; the run's when left out"),
  license: z.string().optional().describe("Licence by the name that Hugging Face knows, e.g. apache-2.0"),
  language: z.array(z.string()).default([]).describe("ISO 639 codes, e.g. en"),
  generators: z.array(z.string()).default([]).describe("The models that wrote the outputs"),
  prompts: z.array(z.string()).default([]).describe("Templates that they were asked with"),
});

/** A curation file, as a user writes it: what to make of data that is there already. */
export const curationFile = z.strictObject({
  name: fileName.describe("Name of the run; its database is runs/NAME.db"),
  seed: z.int().nonnegative().default(1).describe("Everything random is derived from it"),
  source: sourceOptions,
  verifiers: z
    .array(ruleOptions)
    .default([])
    .describe("Rules that score rows, beside the scores in the file"),
  estimate: estimateOptions.prefault({}),
  select: z
    .strictObject({
      by: z.string().min(1).describe("The score or verifier that ranks, or a combination of all of them"),
      selector: selectorOptions,
      ...thinningOptions.shape,
    })
    .optional()
    .describe("What is kept"),
  export: z.array(exportOptions).default([]).describe("What is written for trainers"),
  card: cardOptions.prefault({}).describe("What the data set's card says"),
});

export type CurationFile = z.output<typeof curationFile>;
export type EstimateOptions = z.output<typeof estimateOptions>;
export type ExportOptions = z.output<typeof exportOptions>;
export type CardOptions = z.output<typeof cardOptions>;

/** A rule with its name. */
export type NamedRule = RuleOptions & { readonly name: string };

/** A curation file with every default filled in. */
export interface CurationConfig extends Omit<CurationFile, "verifiers"> {
  readonly verifiers: readonly NamedRule[];
}

export function resolveCuration(file: CurationFile): CurationConfig {
  const names = nameVerifiers(file.verifiers);
  return { ...file, verifiers: file.verifiers.map((rule, index) => ({ ...rule, name: names[index]! })) };
}

/** What single keys cannot show. Names of scores can't be checked here: the file may hold any. */
export function curationProblems({ verifiers, select, export: exports }: CurationConfig): Problem[] {
  const names = verifiers.map(({ name }) => name);
  const twice = names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [
          {
            path: ["verifiers", index],
            message: `"${name}" is the name of an earlier one too`,
            remedy: "give it a name",
          },
        ]
      : [],
  );
  const unknown = (select?.require ?? []).flatMap((name, index) =>
    names.includes(name)
      ? []
      : [
          {
            path: ["select", "require", index],
            message: `no rule is named "${name}"`,
            remedy: names.length === 0 ? "give one under verifiers" : suggestion(name, names),
          },
        ],
  );
  const folders = exports.flatMap(({ folder }, index) =>
    exports.findIndex((other) => other.folder === folder) < index
      ? [{ path: ["export", index, "folder"], message: "an earlier export goes there too" }]
      : [],
  );
  const without =
    exports.length > 0 && select === undefined
      ? [{ path: ["export"], message: "there is nothing to export", remedy: "say under select what is kept" }]
      : [];
  return [...twice, ...unknown, ...folders, ...without];
}
