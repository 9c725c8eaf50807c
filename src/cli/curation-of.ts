import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parse, stringify } from "yaml";
import {
  type CurationConfig,
  type EstimateOptions,
  type ExportOptions,
  loadCuration,
  parseCuration,
} from "../config/index.ts";
import { type DataFlags, mappingOf } from "./data-flags.ts";

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

/**
 * The curation that a file and flags amount to: a curation file, with flags in the place of what it says, or a file of
 * data with flags alone.
 *
 * @throws ConfigError where either is wrong
 */
export function curationOf(file: string, flags: CurationFlags): Curation {
  const given = flagged(flags);
  const folder = isYaml(file) ? dirname(file) : ".";
  if (isYaml(file)) {
    const { config, text } = loadCuration(file);
    if (Object.keys(given).length === 0) return { config, text, folder };
  }
  const written = isYaml(file) ? (parse(readFileSync(file, "utf8")) as Tree) : ofData(file);
  const text = stringify(merged(written, given));
  return { config: parseCuration(text, `${file} with flags`), text, folder };
}

type Tree = { readonly [key: string]: unknown };

function ofData(file: string): Tree {
  const name = basename(file)
    .replace(/(\.(jsonl?|ndjson|csv|tsv|parquet|gz))+$/i, "")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return { name: name || "data", source: { file } };
}

/** What the flags say, in the shape of a curation file and without what they leave open. */
function flagged(flags: CurationFlags): Tree {
  const { seed, labels, maxBadRows, fractions, threshold, intervals, certainty, confidence } = flags;
  const { draws, precision, by, dedupe, cap, budget, title, license, language } = flags;
  const { out: folder, format, file, validation, system } = flags;
  const exported = { folder, format, file, validation, system };
  return compact({
    seed,
    source: { fields: mappingOf(flags), labels, maxBadRows },
    estimate: { fractions, labelThreshold: threshold, intervals, certainty, confidence, draws, precision },
    select: { by, selector: selectorOf(flags), deduplicate: dedupe && duplicates(dedupe), cap, budget },
    export: folder === undefined ? undefined : [compact(exported)],
    card: { title, license, language, generators: flags.generator },
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
