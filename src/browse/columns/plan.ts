import { type PipelineConfig, parseConfig } from "../../config/index.ts";
import { NO_GROUP } from "../../datasets/columns.ts";
import { PstarError } from "../../errors.ts";
import { groupField } from "../../pipeline/run-columns.ts";
import { verifierOf } from "../../pipeline/stages/verify.ts";
import {
  listStages,
  publicId,
  type Run,
  readRun,
  readSelectionRule,
  type Stage,
  type Store,
} from "../../store/index.ts";
import type { TaskOptions } from "../../tasks/index.ts";
import { selectionTitle } from "./selection-title.ts";

/** Which stages say what of the candidates of one: plain data, that a thread can be sent. */
export interface SetPlan {
  readonly stage: number;
  readonly name: string;
  readonly done: boolean;
  /** Candidates that failed; null while it may still change. */
  readonly failed: number | null;
  /** Of the stage's rows: another where a database took the place of another. */
  readonly fingerprint: string;
  /** The stage of their examples. */
  readonly examples: number;
  readonly examplesFingerprint: string;
  /** In the order of the run's file. */
  readonly verifiers: readonly {
    readonly name: string;
    readonly stage: number;
    readonly done: boolean;
  }[];
  /** Those that are done. */
  readonly selections: readonly PlannedSelection[];
  /** The stage whose labels count: that of labels given apart, else the candidates' own. */
  readonly labels: number;
  readonly kinds: KindsBy | null;
}

/** What tells kinds of inputs apart: a field of the candidates, or what the task says of an example. */
export type KindsBy =
  /** Candidates without that field are of kind `none`. */
  { readonly field: string; readonly none: string } | { readonly task: TaskOptions };

export interface PlannedSelection {
  readonly id: number;
  readonly title: string;
  readonly verifier: string;
  readonly selector: string;
  readonly fraction: number;
  readonly kept: number;
}

/** Every candidates' stage of a run, in the order they were begun. @throws PstarError where there is no such run */
export function planSets(store: Store, runId: number): SetPlan[] {
  const run = readRun(store, runId);
  const stages = listStages(store, runId);
  const sources = stages.filter(({ kind }) => kind === "generate" || kind === "import");
  if (sources.length === 0) return [];
  const config = stages.some(({ kind }) => kind === "import") ? null : configOf(run);
  const place = new Map(config?.verifiers.map(({ name }, i) => [name, i]));
  const placeOf = (name: string): number => place.get(name) ?? place.size;
  return sources.map((source) => {
    const about = (kind: string) =>
      stages.filter((stage) => stage.kind === kind && inputOf(stage, "candidates") === source.id);
    // A verifier that was tried again is a stage of its own, and the later one the one to go by.
    const verifiers = Map.groupBy([...about("verify"), ...about("combine")], verifierOf);
    const examples = stages.find(({ id }) => id === inputOf(source, "examples")) ?? source;
    return {
      stage: source.id,
      name: source.name,
      done: source.status === "done",
      failed: source.books?.failed ?? null,
      fingerprint: fingerprintOf(source),
      examples: examples.id,
      examplesFingerprint: fingerprintOf(examples),
      verifiers: [...verifiers]
        .map(([name, attempts]) => ({ name, latest: attempts.at(-1)! }))
        .map(({ name, latest }) => ({ name, stage: latest.id, done: latest.status === "done" }))
        .sort((a, b) => placeOf(a.name) - placeOf(b.name)),
      selections: about("select").flatMap((stage) => selectionOf(store, stage)),
      labels: about("label").at(-1)?.id ?? source.id,
      kinds: kindsOf(source, config),
    };
  });
}

/** The file of a pipeline; null where this version can't read it, so that the rows still show. */
function configOf(run: Run): PipelineConfig | null {
  try {
    return parseConfig(run.config, `run ${publicId("run", run.id)}`);
  } catch (error) {
    if (error instanceof PstarError) return null;
    throw error;
  }
}

function kindsOf(source: Stage, config: PipelineConfig | null): KindsBy | null {
  if (source.kind !== "import") return config && { task: config.task };
  const field = groupField(source);
  return field === null ? null : { field, none: NO_GROUP };
}

function selectionOf(store: Store, stage: Stage): PlannedSelection[] {
  const rule = readSelectionRule(store, stage.id);
  if (stage.status !== "done" || rule === undefined) return [];
  const { verifier, selector, fraction, kept } = rule;
  return [{ id: stage.id, title: selectionTitle(rule, stage.options), verifier, selector, fraction, kept }];
}

const fingerprintOf = ({ key, startedAt }: Stage): string => `${key} ${startedAt}`;

const inputOf = (stage: Stage, role: string): number | undefined =>
  stage.inputs.find((input) => input.role === role)?.stageId;
