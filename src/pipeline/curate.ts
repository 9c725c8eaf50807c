import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { CurationConfig } from "../config/index.ts";
import type { Mapping } from "../datasets/record.ts";
import { openSource, rejectsOf } from "../datasets/source.ts";
import { fullEstimate } from "../estimation/full-estimate.ts";
import type { EstimateReport } from "../estimation/report.ts";
import type { SelectionEstimate } from "../estimation/selection.ts";
import {
  type Books,
  countReasons,
  hashFile,
  publicId,
  readSelection,
  readStage,
  recordCell,
  type Store,
} from "../store/index.ts";
import { asRun } from "./as-run.ts";
import { withAttempts } from "./attempts.ts";
import {
  type CurationPlan,
  type CurationSource,
  type CurationVerb,
  curationVerbs,
  layOutCuration,
} from "./curation-plan.ts";
import { execute } from "./execute.ts";
import { type Exported, exportSelection } from "./export-selection.ts";
import type { Progress } from "./progress.ts";
import { type RequestOptions, requestsOf } from "./requests.ts";
import { type PlannedStage, statusOf } from "./run.ts";
import { readCuratedEstimate } from "./stages/curated-estimate.ts";
import { scoredColumns, scoredLinks } from "./stages/scored.ts";

export interface CurationOptions extends RequestOptions {
  /** Whether rows that could not be scored before are tried again. */
  readonly retryErrors?: boolean;
  readonly db: string;
  /** The curation file, or what the command line amounts to; kept with the run. */
  readonly configText: string;
  /** What paths in the configuration start from. */
  readonly folder: string;
  /** What repeats it, for cards. */
  readonly command: string;
  readonly through: CurationVerb;
  /** Whether the result is to hold every score's estimate, some seconds' work for a million rows; if left out, yes. */
  readonly withEstimate?: boolean;
  /** Aborting finishes the batches at hand, saves them, and throws an AbortError. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What `pstar run CURATION.yaml --json` and its verbs print. */
export interface CurationResult {
  readonly run: string;
  readonly db: string;
  readonly source: {
    readonly file: string;
    readonly sha256: string;
    readonly mapping: Mapping;
    /** Labels beside the file, null where there are none. */
    readonly labels: string | null;
    readonly books: Books;
  };
  /** Null before the verb `estimate`, and where it was not asked for. */
  readonly estimate: EstimateReport | null;
  readonly selection: SelectionResult | null;
  readonly exports: readonly Exported[];
}

export interface SelectionResult extends SelectionEstimate {
  /** `s12`, for `pstar export`, `pstar diff` and `pstar trace`. */
  readonly id: string;
  readonly by: string;
  readonly selector: string;
  readonly rows: number;
  readonly kept: number;
  /** Dropped rows by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Finds out what a curation's file is: its content's hash, what its fields mean, and the labels beside it.
 *
 * @throws PstarError where it cannot be read or its fields cannot be told
 */
export async function resolveSource({ source }: CurationConfig, folder: string): Promise<CurationSource> {
  const file = resolve(folder, source.file);
  const { mapping, labelPath, labelled } = await openSource(file, withoutUndefined(source.fields), {
    labels: source.labels && resolve(folder, source.labels),
  });
  const { design, labels } = labelled;
  const sha256 = createHash("sha256")
    .update(JSON.stringify([...labels]))
    .digest("hex");
  return {
    file,
    sha256: hashFile(file),
    mapping,
    maxBadRows: source.maxBadRows,
    rejects: rejectsOf(file),
    labels: labels.size === 0 && design === null ? null : { file: labelPath, labels, design, sha256 },
  };
}

const withoutUndefined = (fields: CurationConfig["source"]["fields"]): Partial<Mapping> =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));

/** The stages of a curation up to a verb and what of them a database holds already. Writes nothing. */
export async function planCuration(
  config: CurationConfig,
  {
    db,
    folder,
    through,
    retryErrors = false,
  }: Pick<CurationOptions, "db" | "folder" | "through" | "retryErrors">,
): Promise<PlannedStage[]> {
  const source = await resolveSource(config, folder);
  return withAttempts(db, retryErrors, (attemptOf, store) =>
    layOutCuration(config, source, folder, attemptOf, store)
      .stages(through)
      .map((stage) => statusOf(stage, store)),
  );
}

/**
 * Imports a file, scores it by rules, estimates every score, selects and exports, up to a verb; what the database holds
 * already is not done again.
 *
 * @throws PstarError when a stage fails; all that was committed stays
 */
export async function runCuration(config: CurationConfig, options: CurationOptions): Promise<CurationResult> {
  const { db, configText, folder, command, through, withEstimate = true, signal, onProgress } = options;
  const source = await resolveSource(config, folder);
  const { name, seed } = config;
  const plan = withAttempts(db, options.retryErrors ?? false, (attemptOf, known) =>
    layOutCuration(config, source, folder, attemptOf, known),
  );
  return asRun(db, { name, seed, configText }, async (store, runId): Promise<CurationResult> => {
    const requests = requestsOf(store, options);
    const stages = plan.stages(through);
    const ids = await execute(stages, { store, runId, concurrency: 1, signal, requests, onProgress });
    recordPrediction(store, runId, plan, ids);
    const done = (verb: CurationVerb): boolean => order(through) >= order(verb);
    return {
      run: publicId("run", runId),
      db,
      source: sourceOf(store, source, ids.get(plan.imported.key)!),
      estimate: withEstimate && done("estimate") ? estimateOf(store, config, plan, ids) : null,
      selection: done("select") ? selectionOf(store, config, plan, ids) : null,
      exports: done("export") ? await exportAll(store, config, plan, ids, { folder, command }) : [],
    };
  });
}

type Ids = ReadonlyMap<string, number>;

const order = (verb: CurationVerb): number => curationVerbs.indexOf(verb);

function sourceOf(store: Store, { file, sha256, mapping, labels }: CurationSource, id: number) {
  return { file, sha256, mapping, labels: labels?.file ?? null, books: readStage(store, id).books! };
}

function estimateOf(
  store: Store,
  config: CurationConfig,
  { scored }: CurationPlan,
  ids: Ids,
): EstimateReport {
  const keys = new Map(scoredLinks(scored).map(({ role, stage }) => [role, stage.key]));
  const { columns, warnings } = scoredColumns({ store, input: (role) => ids.get(keys.get(role)!)! }, scored);
  const report = fullEstimate(columns, { ...config.estimate, seed: config.seed });
  return { ...report, warnings: [...warnings, ...report.warnings] };
}

/** Puts the prediction into the ledger, where an export finds it, and later a model's outcome. */
function recordPrediction(store: Store, runId: number, { selection }: CurationPlan, ids: Ids): void {
  const selectionId = selection === null ? undefined : ids.get(selection.selected.key);
  if (selectionId === undefined) return;
  const estimateId = ids.get(selection!.estimate.key)!;
  recordCell(store, { runId, selectionId, estimateId, evaluationId: null });
}

function selectionOf(
  store: Store,
  config: CurationConfig,
  { selection }: CurationPlan,
  ids: Ids,
): SelectionResult | null {
  if (selection === null) return null;
  const id = ids.get(selection.selected.key)!;
  const { selector, kept, reason } = readSelection(store, id);
  return {
    id: publicId("stage", id),
    by: config.select!.by,
    selector,
    rows: reason.length,
    kept,
    dropped: Object.fromEntries(Object.entries(countReasons(store, id)).filter(([, rows]) => rows > 0)),
    ...readCuratedEstimate(store, ids.get(selection.estimate.key)!),
  };
}

async function exportAll(
  store: Store,
  config: CurationConfig,
  { selection }: CurationPlan,
  ids: Ids,
  { folder, command }: Pick<CurationOptions, "folder" | "command">,
): Promise<Exported[]> {
  const exported: Exported[] = [];
  for (const { folder: to, ...options } of config.export) {
    const selectionId = ids.get(selection!.selected.key)!;
    exported.push(
      await exportSelection(store, selectionId, {
        ...options,
        folder: resolve(folder, to),
        command,
        card: config.card,
        seed: config.seed,
      }),
    );
  }
  return exported;
}
