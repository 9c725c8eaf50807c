import type { PipelineConfig } from "../config/index.ts";
import { requestKey } from "../endpoint/key.ts";
import type { CallLedger } from "../endpoint/ledger.ts";
import { identityOf } from "../endpoint/options.ts";
import type { EndpointRequest } from "../endpoint/request.ts";
import { PstarError } from "../errors.ts";
import { beginStage, findAnswer, findStage, recordCall, type Store } from "../store/index.ts";
import { countInputs } from "./amounts.ts";
import { asRun } from "./as-run.ts";
import { type AskingStage, askingStages } from "./asking.ts";
import { withAttempts } from "./attempts.ts";
import { execute } from "./execute.ts";
import { layOut, withInputs } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { requestsOf } from "./requests.ts";
import type { Stage } from "./stage.ts";

/** An asking stage whose questions are all known, entered in the store so that calls can be its own. */
export interface ReadyStage extends AskingStage {
  readonly id: number;
  /** Id of the stage whose rows it asks about. */
  readonly input: number;
  readonly isDone: boolean;
}

/** Who can ask and who cannot yet. */
export interface Askers {
  readonly runId: number;
  /** Stages by who asks; of an asker's, those still to be done come first. */
  readonly ready: ReadonlyMap<string, readonly ReadyStage[]>;
  /** Judges of answers that are not all there. */
  readonly waiting: readonly string[];
}

export interface ReadyOptions {
  readonly db: string;
  /** The pipeline file, kept with the run. */
  readonly configText: string;
  /** Whether what failed in stages that are done is asked again. */
  readonly retryErrors?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Makes the inputs that a pipeline's generator is asked about, then does `work` with all stages whose questions are known.
 *
 * @throws PstarError (exit code 2) where nothing of the pipeline asks an endpoint, or nothing can be asked yet
 */
export async function whenReady<Result>(
  file: PipelineConfig,
  { db, configText, retryErrors = false, signal, onProgress }: ReadyOptions,
  work: (store: Store, askers: Askers) => Result | Promise<Result>,
): Promise<Result> {
  const { config } = await countInputs(file);
  const { name, seed, concurrency } = config;
  const plan = withAttempts(db, retryErrors, (attemptOf) => layOut(config, attemptOf));
  const asking = askingStages(config, plan);
  if (asking.length === 0) throw nobodyAsks();
  return asRun(db, { name, seed, configText }, async (store, runId) => {
    const examples = withInputs(asking.map(inputOf).filter(({ kind }) => kind === "examples"));
    const requests = requestsOf(store, {});
    await execute(examples, { store, runId, concurrency, signal, requests, onProgress });
    const begun = asking.map((one) => begin(store, runId, one));
    const ready = begun
      .filter((one) => one !== undefined)
      .sort((a, b) => Number(a.isDone) - Number(b.isDone));
    const waiting = asking.flatMap(({ asker }, i) => (begun[i] === undefined ? [asker] : []));
    if (ready.length === 0) throw nothingToJudge(waiting[0]!);
    const byAsker = Map.groupBy(ready, ({ asker }) => asker);
    return work(store, { runId, ready: byAsker, waiting: [...new Set(waiting)] });
  });
}

/** The stage whose rows another asks about. */
const inputOf = ({ stage }: AskingStage): Stage =>
  stage.inputs.find(({ role }) => role === "examples" || role === "candidates")!.stage;

/** Undefined where what it is to ask about is not all there. */
function begin(store: Store, runId: number, asking: AskingStage): ReadyStage | undefined {
  const { key, kind, name, version, options, inputs } = asking.stage;
  const input = findStage(store, inputOf(asking).key);
  if (input?.status !== "done") return undefined;
  const links = inputs.map(({ role, stage }) => ({ role, stageId: findStage(store, stage.key)!.id }));
  const { id, status } = beginStage(store, { key, kind, name, version, options, inputs: links, runId });
  return { ...asking, id, input: input.id, isDone: status === "done" };
}

/**
 * Each request of stages once, with its key: for the first stage that asks it.
 *
 * @param owners ids of the stages whose requests came before, by key; those that come are added
 */
export function* distinctRequests(
  store: Store,
  stages: readonly ReadyStage[],
  owners: Map<string, number>,
): Generator<{ readonly key: string; readonly request: EndpointRequest; readonly isDone: boolean }> {
  for (const { id, input, options, isDone, requests } of stages) {
    const identity = identityOf(options);
    for (const request of requests(store, input)) {
      const key = requestKey(identity, request);
      if (owners.has(key)) continue;
      owners.set(key, id);
      yield { key, request, isDone };
    }
  }
}

/** Where calls are kept: each under the stage that owns it. */
export const ledgerOf = (store: Store, owners: ReadonlyMap<string, number>): CallLedger => ({
  find: (key) => findAnswer(store, key),
  record: (call) => recordCall(store, owners.get(call.key)!, call),
});

const nobodyAsks = (): PstarError =>
  new PstarError("nothing in this pipeline asks an endpoint", {
    exitCode: 2,
    where: "generator.kind",
    remedy:
      "give it a generator of kind endpoint or a verifier of kind judge; `pstar run` needs no batch for the rest",
  });

const nothingToJudge = (judge: string): PstarError =>
  new PstarError("the answers to be judged are not there yet", {
    exitCode: 2,
    where: judge,
    remedy: "make them with `pstar generate`, then run this again",
  });
