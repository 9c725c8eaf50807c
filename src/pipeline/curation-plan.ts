import { basename } from "node:path";
import type { CurationConfig, NamedRule } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import { COMBINER_NAMES } from "../estimation/combination/combine.ts";
import { suggestion } from "../nearest.ts";
import { deriveSeed } from "../random/seed.ts";
import type { Store } from "../store/index.ts";
import { records } from "../tasks/records.ts";
import { type AttemptOf, firstAttempt } from "./attempts.ts";
import type { Stage } from "./stage.ts";
import { combineStage } from "./stages/combine.ts";
import { curatedEstimateStage } from "./stages/curated-estimate.ts";
import { type ImportSource, importStage } from "./stages/import.ts";
import { handSource, type LabelSource, labelFileStage } from "./stages/label-file.ts";
import type { ScoredStages } from "./stages/scored.ts";
import { selectStage } from "./stages/select.ts";
import { verifyStage } from "./stages/verify.ts";

/** How far a command goes with data that is there already: each includes those before it. */
export const curationVerbs = ["import", "verify", "estimate", "select", "export"] as const;
export type CurationVerb = (typeof curationVerbs)[number];

/** The file to curate and the labels beside it. */
export interface CurationSource extends ImportSource {
  readonly labels: LabelSource | null;
}

/** A curation's stages. */
export interface CurationPlan {
  readonly imported: Stage;
  /** What ranks and is estimated: the file's scores and the rules. */
  readonly scored: ScoredStages;
  /** What is kept and what that promises. */
  readonly selection: { readonly selected: Stage; readonly estimate: Stage } | null;
  /** Every stage up to a verb, each after its inputs. */
  stages(through: CurationVerb): readonly Stage[];
}

/**
 * Lays out the stages of a curation and their keys; nothing runs.
 *
 * @param folder that paths in the configuration start from
 * @param attemptOf which attempt at stages whose failures may pass is the one to go by
 * @param store where there is one, whose candidates people may have labelled
 * @throws PstarError where the selection goes by a score there is not
 */
export function layOutCuration(
  config: CurationConfig,
  source: CurationSource,
  folder: string,
  attemptOf: AttemptOf = firstAttempt,
  store?: Store,
): CurationPlan {
  const { seed } = config;
  const seedOf = (...path: string[]) => deriveSeed(seed, ...path);
  const file = basename(source.file);
  const { group, reference } = source.mapping;
  const imported = importStage(source);
  const hand = handSource(store, imported);
  const isApart = source.labels !== null || hand !== null;
  const labels = isApart ? labelFileStage(source.labels, hand, imported) : imported;
  const verify = (verifier: NamedRule): [string, Stage] => [
    verifier.name,
    verifyStage(file, records, verifier, imported, seedOf("verify"), { folder, reference, attemptOf }),
  ];
  const fromFile = source.mapping.scores.map((name) => verify({ kind: "field", field: name, name }));
  const rules = config.verifiers.map(verify);
  requireDistinct(source.mapping.scores, config.verifiers);
  const scored: ScoredStages = {
    candidates: imported,
    labels,
    scores: new Map([...fromFile, ...rules]),
    design: source.labels?.design ?? null,
    group: group === null ? null : { field: group },
    seed,
  };
  const selection = config.select === undefined ? null : layOutSelection(config.select, config, scored, file);
  const upTo: Record<CurationVerb, readonly Stage[]> = {
    import: [imported, labels],
    verify: [...scored.scores.values()],
    estimate: [],
    select: selection === null ? [] : [...selection.before, selection.selected, selection.estimate],
    export: [],
  };
  return {
    imported,
    scored,
    selection,
    stages: (through) => [
      ...new Set(curationVerbs.slice(0, curationVerbs.indexOf(through) + 1).flatMap((verb) => upTo[verb])),
    ],
  };
}

function layOutSelection(
  { by, selector, ...options }: NonNullable<CurationConfig["select"]>,
  { seed, estimate }: CurationConfig,
  scored: ScoredStages,
  file: string,
) {
  const { candidates, scores, group } = scored;
  const combiner = COMBINER_NAMES.find((name) => name === by && !scores.has(name)) ?? null;
  const combined = combiner === null ? undefined : combineStage(file, combiner, scored);
  const ranking = combined ?? scores.get(by);
  if (ranking === undefined) throw unknownScore(by, [...scores.keys()]);
  const rules = new Map((options.require ?? []).map((rule) => [rule, scores.get(rule)!]));
  const field = group !== null && "field" in group ? group.field : null;
  const thinning = { options, rules, group: field };
  const selected = selectStage(file, { verifier: by, selector }, candidates, ranking, seed, { thinning });
  return {
    before: combined === undefined ? [] : [combined],
    selected,
    estimate: curatedEstimateStage(selected, combiner, scored, estimate),
  };
}

function unknownScore(by: string, scores: readonly string[]): PstarError {
  return new PstarError(`there is no score "${by}" to select by`, {
    exitCode: 2,
    remedy: suggestion(by, [...scores, ...COMBINER_NAMES]),
  });
}

function requireDistinct(scores: readonly string[], rules: readonly NamedRule[]): void {
  const twice = rules.find(({ name }) => scores.includes(name));
  if (twice === undefined) return;
  throw new PstarError(`"${twice.name}" is a score of the file and the name of a rule`, {
    exitCode: 2,
    where: "verifiers",
    remedy: "give the rule another name",
  });
}
