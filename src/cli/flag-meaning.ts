import { PstarError } from "../errors.ts";
import type { CurateFlags } from "./curate.ts";
import type { EstimateFlags } from "./estimate.ts";
import { named } from "./typed.ts";

type Flag = keyof EstimateFlags | keyof CurateFlags;

/** Which field of a file holds what, and its labels. */
const reading: readonly Flag[] = [
  ...(["id", "input", "output", "reference", "label", "weight"] as const),
  ...(["score", "group", "labels", "maxBadRows"] as const),
];

const estimating: readonly Flag[] = [
  ...([
    "fractions",
    "threshold",
    "intervals",
    "certainty",
    "confidence",
    "draws",
    "precision",
    "seed",
  ] as const),
];

const writing: readonly Flag[] = [
  ...(["out", "format", "file", "validation", "system"] as const),
  ...(["title", "license", "language", "generator", "prompt", "seed"] as const),
];

const staged: readonly Flag[] = ["dryRun", "db", "jobs", "maxCost", "retryErrors"];

/** What a command may be given, with the flags that then mean something; those not named here take any. */
const meanings = {
  "a pipeline file": staged,
  "an estimate of a curation file": [...staged, ...reading, ...estimating],
  "an estimate of a run": [...estimating, "run"],
  "an estimate of a file of data": [...reading, ...estimating],
  "an estimate that suggests rows to label": [...reading, ...estimating, "suggest", "by", "fraction"],
  "a selection that is there already": [...writing, "db"],
} as const satisfies Readonly<Record<string, readonly Flag[]>>;

const everywhere = ["json", "debug"];

/**
 * Refuses a flag that a command takes, but that says nothing of what it was given.
 *
 * @throws PstarError (exit code 2) naming the first such flag
 */
export function requireMeaning(flags: object, of: keyof typeof meanings, where: string): void {
  const known: readonly string[] = [...everywhere, ...meanings[of]];
  const stray = Object.keys(flags).find((flag) => !known.includes(flag));
  if (stray === undefined) return;
  throw new PstarError(`${named(stray)} means nothing for ${of}`, {
    exitCode: 2,
    where,
    remedy:
      of === "a pipeline file" ? "leave it out; the file itself says all there is to say" : "leave it out",
  });
}
