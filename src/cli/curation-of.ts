import { basename, dirname, isAbsolute, relative } from "node:path";
import { parse, stringify } from "yaml";
import {
  type CurationConfig,
  type EstimateOptions,
  type ExportOptions,
  loadCuration,
  parseCuration,
} from "../config/index.ts";
import { PstarError } from "../errors.ts";
import { type DataFlags, mappingOf } from "./data-flags.ts";
import { kindOfFile } from "./file-kind.ts";

/** Flags that say what to keep and what to write. */
export interface CurationFlags extends DataFlags {
  readonly seed?: number;
  readonly fractions?: readonly number[];
  readonly threshold?: number;
  readonly intervals?: EstimateOptions["intervals"];
  readonly certainty?: number;
  readonly confidence?: number;
  readonly draws?: number;
  readonly precision?: number;
  readonly by?: string;
  readonly fraction?: number;
  readonly minScore?: number;
  readonly bestOfN?: number;
  readonly perGroup?: number;
  readonly all?: true;
  readonly dedupe?: string;
  readonly cap?: { readonly per: string; readonly most: number };
  readonly budget?: number;
  readonly out?: string;
  readonly format?: string;
  readonly file?: ExportOptions["file"];
  readonly validation?: number;
  readonly system?: string;
  readonly title?: string;
  readonly license?: string;
  readonly language?: readonly string[];
  readonly generator?: readonly string[];
  readonly prompt?: readonly string[];
}

/** What a command is to do with data that is there already. */
export interface Curation {
  readonly config: CurationConfig;
  /** Kept with the run. */
  readonly text: string;
  /** What paths in it start from. */
  readonly folder: string;
}

const isYaml = (file: string): boolean => /\.ya?ml$/i.test(file);

/** What a command can't do without. */
export type Need = "select" | "export";

/**
 * The curation that a file and flags amount to: a curation file, with flags in the place of what it says, or a file of
 * data with flags alone.
 *
 * @param needs what they have to say between them
 * @throws PstarError (exit code 2) where either is wrong, or they leave something out
 */
export function curationOf(file: string, flags: CurationFlags, needs: readonly Need[] = []): Curation {
  if (kindOfFile(file) === "pipeline") {
    refuse(
      file,
      "is a pipeline file, not data or a curation file",
      "`pstar run` does what it says and shows the ids of its selections, such as s21; `pstar export s21` writes one",
    );
  }
  const curation = isYaml(file) ? ofCuration(file, flags) : ofFlags(file, ".", ofData(file), flagged(flags));
  const { select, export: exports } = curation.config;
  if (needs.includes("select") && select === undefined) {
    refuse(file, "nothing says what to keep", `give --by SCORE with ${howMuch}`);
  }
  if (needs.includes("export") && exports.length === 0) {
    refuse(file, "nothing says where to and in which format", "give --out FOLDER with --format NAME");
  }
  return curation;
}

function ofCuration(file: string, flags: CurationFlags): Curation {
  const folder = dirname(file);
  const { config, text } = loadCuration(file);
  const given = flagged(flags, folder);
  if (Object.keys(given).length === 0) return { config, text, folder };
  return ofFlags(file, folder, parse(text) as Tree, given);
}

const howMuch = "--fraction, --min-score, --best-of-n, --per-group or --all";

function ofFlags(file: string, folder: string, written: Tree, given: Tree): Curation {
  const all = merged(written, given);
  const { select } = all;
  if (isTree(select) && !("by" in select)) refuse(file, "nothing says which score ranks", "give --by SCORE");
  if (isTree(select) && !("selector" in select)) {
    refuse(file, "nothing says how much to keep", `give ${howMuch}`);
  }
  const text = stringify(all);
  return { config: parseCuration(text, `${file} with flags`), text, folder };
}

function refuse(where: string, message: string, remedy: string): never {
  throw new PstarError(message, { exitCode: 2, where, remedy });
}

type Tree = { readonly [key: string]: unknown };

function ofData(file: string): Tree {
  const name = basename(file)
    .replace(/(\.(jsonl?|ndjson|csv|tsv|parquet|gz))+$/i, "")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return { name: name || "data", source: { file } };
}

/** What the flags say, in the shape of a curation file in `folder` and without what they leave open. */
function flagged(flags: CurationFlags, folder = "."): Tree {
  const { seed, maxBadRows, fractions, threshold, intervals, certainty, confidence } = flags;
  const { draws, precision, by, dedupe, cap, budget, title, license, language } = flags;
  const { format, file, validation, system } = flags;
  const [labels, out] = [flags.labels, flags.out].map((path) =>
    path === undefined || isAbsolute(path) ? path : relative(folder, path) || ".",
  );
  const exported = compact({ format, file, validation, system });
  const [stray] = Object.keys(exported);
  if (stray !== undefined && out === undefined) {
    refuse(`--${stray}`, "says nothing without a place to write to", "give --out FOLDER");
  }
  return compact({
    seed,
    source: { fields: mappingOf(flags), labels, maxBadRows },
    estimate: { fractions, labelThreshold: threshold, intervals, certainty, confidence, draws, precision },
    select: { by, selector: selectorOf(flags), deduplicate: dedupe && duplicates(dedupe), cap, budget },
    export: out === undefined ? undefined : [{ folder: out, ...exported }],
    card: { title, license, language, generators: flags.generator, prompts: flags.prompt },
  });
}

function selectorOf({ fraction, minScore, bestOfN, perGroup, all }: CurationFlags): Tree | undefined {
  if (fraction !== undefined) return { kind: "top-share", fraction };
  if (minScore !== undefined) return { kind: "threshold", threshold: minScore };
  if (bestOfN !== undefined) return { kind: "best-of-n", fraction: bestOfN };
  if (perGroup !== undefined) return { kind: "per-stratum", fraction: perGroup };
  return all && { kind: "all" };
}

/** `exact`, or `near` with both. */
function duplicates(which: string): Tree {
  return which === "near" ? { exact: "input-output", near: {} } : { exact: "input-output" };
}

/** Without keys that hold nothing. */
function compact(tree: Tree): Tree {
  const kept = Object.entries(tree).flatMap(([key, value]) => {
    const inner = isTree(value) ? compact(value) : value;
    const isEmpty =
      inner === undefined || (isTree(inner) && key !== "near" && Object.keys(inner).length === 0);
    return isEmpty ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(kept);
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `changes` over `base`, key by key; a selector takes the place of another as a whole. */
function merged(base: Tree, changes: Tree): Tree {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const before = result[key];
    result[key] = isTree(value) && isTree(before) && key !== "selector" ? merged(before, value) : value;
  }
  return result;
}
