import { z } from "zod";
import { PstarError } from "../errors.ts";
import { readOutside } from "../outside.ts";
import { verifierName } from "./name.ts";
import { type LoadedFunction, lineOf, loadFunction, type ModuleItem, messageOf } from "./user-module.ts";
import type { Score, VerifierItem, VerifierKind } from "./verifier.ts";

export const moduleOptions = z.strictObject({
  kind: z
    .literal("module")
    .describe(
      "A function of your own. It runs inside pstar with all the rights you have, sandboxed in no way: name only modules you trust",
    ),
  name: verifierName,
  module: z.string().min(1).describe("Path of the TypeScript or JavaScript module, e.g. ./my-verifier.ts"),
  export: z
    .string()
    .min(1)
    .optional()
    .describe("Which export to call; batch (many rows at once), else default, when left out"),
  options: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Given to the function as its second argument"),
});

type ModuleOptions = z.infer<typeof moduleOptions>;

/**
 * Scores by a user's function, one row after the other, or all of a batch at once where the module exports `batch`. A row fails
 * with its error where the function throws on it or returns no verdict; where `batch` throws, all its rows do. The module is
 * loaded at the first batch. Its hash, not that of the files it imports, stands for it in a stage's key.
 */
export const module: VerifierKind<ModuleOptions> = {
  mayRecover: true,
  create({ module, export: name, options = {} }, { folder }) {
    let loading: Promise<LoadedFunction> | undefined;
    return async (items) => {
      loading ??= loadFunction(module, folder, name);
      const loaded = await loading;
      const rows = items.map(rowOf);
      return loaded.isBatch ? scoreTogether(loaded, rows, options) : scoreEach(loaded, rows, options);
    };
  },
  setting: ({ module, export: name }) => name ?? module.replace(/^.*[/\\]|\.[^.]*$/g, ""),
  fingerprint: ({ module }, folder) => readOutside(module, folder).hash,
};

const rowOf = ({ example, output, fields }: VerifierItem): ModuleItem => ({
  input: example.input,
  output,
  reference: example.reference,
  fields,
});

type Options = NonNullable<ModuleOptions["options"]>;

async function scoreEach(
  { path, call }: LoadedFunction,
  rows: readonly ModuleItem[],
  options: Options,
): Promise<Score[]> {
  const scores: Score[] = [];
  for (const row of rows) {
    try {
      const verdict = call(row, options);
      scores.push(scoreOf(verdict instanceof Promise ? await verdict : verdict));
    } catch (thrown) {
      scores.push(failure(thrown, path));
    }
  }
  return scores;
}

async function scoreTogether(
  { path, call }: LoadedFunction,
  rows: readonly ModuleItem[],
  options: Options,
): Promise<Score[]> {
  let verdicts: unknown;
  try {
    verdicts = await call(rows, options);
  } catch (thrown) {
    return rows.map(() => failure(thrown, path));
  }
  if (Array.isArray(verdicts) && verdicts.length === rows.length) return verdicts.map(scoreOf);
  const found = Array.isArray(verdicts) ? `${verdicts.length} verdicts` : "no list";
  throw new PstarError(`\`batch\` returned ${found} for ${rows.length} rows`, {
    where: path,
    remedy: "return one verdict for each row, in order",
  });
}

function failure(thrown: unknown, path: string): Score {
  const line = lineOf(thrown, path);
  return { score: Number.NaN, error: `${path}${line === undefined ? "" : `:${line}`}: ${messageOf(thrown)}` };
}

function scoreOf(verdict: unknown): Score {
  if (typeof verdict === "number") return { score: verdict };
  if (typeof verdict === "boolean") return { score: Number(verdict), keep: verdict };
  if (
    typeof verdict === "object" &&
    verdict !== null &&
    "score" in verdict &&
    typeof verdict.score === "number"
  ) {
    if (!("keep" in verdict) || verdict.keep === undefined) return { score: verdict.score };
    if (typeof verdict.keep === "boolean") return { score: verdict.score, keep: verdict.keep };
  }
  const error = `the function returned ${shown(verdict)}, not a number, true, false or { score, keep }`;
  return { score: Number.NaN, error };
}

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? `{ ${Object.keys(value).slice(0, 5).join(", ")} }`
    : String(value).slice(0, 40);
