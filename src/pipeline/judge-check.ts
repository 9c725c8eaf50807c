import type { PipelineConfig } from "../config/index.ts";
import { costAtMost } from "../endpoint/cost.ts";
import { PstarError } from "../errors.ts";
import { suggestion } from "../nearest.ts";
import { findAnswer, findStage, openStore, publicId, readStage, type Store } from "../store/index.ts";
import type { JudgeReport } from "../verifiers/judge/report.ts";
import { countInputs } from "./amounts.ts";
import { asRun } from "./as-run.ts";
import { judgeStages, judgesOf, type NamedJudge, seedOf } from "./asking.ts";
import { withAttempts } from "./attempts.ts";
import { execute } from "./execute.ts";
import { layOut, withInputs } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { type RequestOptions, requestsOf } from "./requests.ts";
import { type PlannedStage, statusOf } from "./run.ts";
import type { Stage } from "./stage.ts";
import { type JudgeCheckParts, judgeCheckStage, questionsOf } from "./stages/judge-check.ts";

export interface JudgeCheckOptions {
  readonly db: string;
  /** Name of the judge; the only one where left out. */
  readonly verifier?: string;
  /** Pairs of answers to one input that are shown in both orders, at most. */
  readonly pairs: number;
  /** Whether questions that failed before are asked again. */
  readonly retryErrors?: boolean;
}

export interface PlannedJudgeCheck extends PlannedStage {
  /** Of its questions, those that are answered already and cost nothing. */
  readonly known: number;
}

/**
 * What it takes to check a judge: its questions, and the most that those cost which have no answer yet. Asks and writes
 * nothing.
 *
 * @throws PstarError (exit code 2) where there is no such judge, or no answers yet to check it on
 */
export async function planJudgeCheck(
  file: PipelineConfig,
  options: JudgeCheckOptions,
): Promise<PlannedJudgeCheck> {
  const { config } = await countInputs(file);
  const { stage, parts } = layOutCheck(config, options);
  const store = openStore(options.db, { readonly: true });
  try {
    const planned = statusOf(stage, store);
    if (planned.status === "done") return { ...planned, known: 0 };
    const asked = await questionsOf(store, candidatesIn(store, parts)!, parts);
    const left = [...asked].flatMap(([key, request]) =>
      findAnswer(store, key) === undefined ? [request] : [],
    );
    const atMost = costAtMost(parts.judge, left, 1, process.env);
    return { ...planned, rows: asked.size, known: asked.size - left.length, atMost };
  } finally {
    store.close();
  }
}

/** How far a judge can be trusted. */
export interface JudgeCheck {
  readonly run: string;
  readonly db: string;
  readonly verifier: string;
  readonly model: string;
  readonly report: JudgeReport;
}

export interface CheckOptions extends JudgeCheckOptions, RequestOptions {
  /** The pipeline file, kept with the run. */
  readonly configText: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Checks a judge on the calibration candidates: whether it agrees with itself, and whether it goes by length or by position.
 * What is answered is not asked again; a check that is done is read back.
 *
 * @throws PstarError as `planJudgeCheck`, and where asking makes no sense any more; what was answered stays
 */
export async function checkJudge(file: PipelineConfig, options: CheckOptions): Promise<JudgeCheck> {
  const { config } = await countInputs(file);
  const { stage, parts } = layOutCheck(config, options);
  const { db, configText, signal, onProgress } = options;
  const { name, seed, concurrency } = config;
  return asRun(db, { name, seed, configText }, async (store, runId) => {
    const requests = requestsOf(store, options);
    const stages = withInputs([stage]);
    const ids = await execute(stages, { store, runId, concurrency, signal, requests, onProgress });
    const report = readStage(store, ids.get(stage.key)!).summary as JudgeReport;
    const { name: verifier, model } = parts.judge;
    return { run: publicId("run", runId), db: store.path, verifier, model, report };
  });
}

/** The stage of a check, over candidates that are there. */
function layOutCheck(
  config: PipelineConfig,
  { db, verifier, pairs, retryErrors = false }: JudgeCheckOptions,
): { readonly stage: Stage; readonly parts: JudgeCheckParts } {
  const judge = judgeOf(config, verifier);
  const plan = withAttempts(db, false, (attemptOf) => layOut(config, attemptOf));
  const labels = plan.stages("estimate").find(({ kind }) => kind === "label")!;
  const [{ stage: candidates }] = labels.inputs as [Stage["inputs"][number]];
  const scored = judgeStages(plan, judge).find(({ inputs }) => inputs[0]!.stage.key === candidates.key)!;
  const parts = { judge, task: plan.task, candidates, labels, pairs, seed: seedOf(scored) };
  return withAttempts(db, retryErrors, (attemptOf, store) => {
    if (store === undefined || candidatesIn(store, parts) === undefined) throw nothingToCheckOn(judge);
    return { stage: judgeCheckStage(parts, attemptOf), parts };
  });
}

function candidatesIn(store: Store, { candidates }: JudgeCheckParts): number | undefined {
  const found = findStage(store, candidates.key);
  return found?.status === "done" ? found.id : undefined;
}

function judgeOf(config: PipelineConfig, name: string | undefined): NamedJudge {
  const judges = judgesOf(config);
  const names = judges.map((judge) => judge.name);
  const where = "verifiers";
  if (judges.length === 0) {
    const remedy = "give it a verifier of kind judge";
    throw new PstarError("none of the pipeline's verifiers is a judge", { exitCode: 2, where, remedy });
  }
  if (name === undefined && judges.length > 1) {
    const remedy = `say which with --verifier: ${names.join(", ")}`;
    throw new PstarError(`${judges.length} of the verifiers are judges`, { exitCode: 2, where, remedy });
  }
  const judge = name === undefined ? judges[0] : judges.find((one) => one.name === name);
  if (judge !== undefined) return judge;
  const message = `none of the verifiers is a judge called "${name}"`;
  throw new PstarError(message, { exitCode: 2, where, remedy: suggestion(name!, names) });
}

const nothingToCheckOn = ({ name }: NamedJudge): PstarError =>
  new PstarError("there are no answers yet to check it on", {
    exitCode: 2,
    where: name,
    remedy: "let the generator make them first, with `pstar generate`",
  });
