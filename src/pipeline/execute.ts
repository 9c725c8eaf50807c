import { beginStage, completeStage, readStage, type Store } from "../store/index.ts";
import type { Progress } from "./progress.ts";
import { endpointContext, type Requests } from "./requests.ts";
import { type Stage, stageTitle } from "./stage.ts";

export interface ExecutionOptions {
  readonly store: Store;
  readonly runId: number;
  /** Trainings at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** How endpoints are asked. */
  readonly requests: Requests;
  readonly onProgress: (progress: Progress) => void;
  /** Called when a stage is done, with the ids of all that are. */
  readonly onDone?: (stage: Stage, ids: ReadonlyMap<string, number>) => void;
  /** Stages that wait for all of `first`, and what to do once those are done. */
  readonly barrier?: {
    readonly first: readonly Stage[];
    readonly then: readonly Stage[];
    readonly reached: (ids: ReadonlyMap<string, number>) => void;
  };
}

/**
 * Runs stages, given each after its inputs: every one as soon as its inputs are done, trainings several at once in
 * threads of their own, the rest in turn on this thread. Stages done before are not done again. At the first failure, or
 * when the signal aborts, those under way save what they have and the error is thrown.
 *
 * @returns the stages' ids in the store, by key
 */
export async function execute(
  stages: readonly Stage[],
  options: ExecutionOptions,
): Promise<ReadonlyMap<string, number>> {
  const { barrier } = options;
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const ids = new Map<string, number>();
  const waiting = new Set(stages);
  const running = new Map<Stage, Promise<void>>();
  const free = { training: options.concurrency, main: 1 };
  let passed = barrier === undefined;

  const isReady = (stage: Stage): boolean =>
    free[stage.resource] > 0 &&
    stage.inputs.every(({ stage: { key } }) => ids.has(key)) &&
    (passed || !barrier?.then.some(({ key }) => key === stage.key));

  const start = (stage: Stage): void => {
    waiting.delete(stage);
    free[stage.resource]--;
    const work = runStage(stage, ids, { ...options, signal })
      .then((id) => {
        ids.set(stage.key, id);
        options.onDone?.(stage, ids);
      })
      .finally(() => {
        free[stage.resource]++;
        running.delete(stage);
      });
    // The race below reads the outcome; until then it must not count as unhandled.
    work.catch(() => {});
    running.set(stage, work);
  };

  try {
    for (;;) {
      if (barrier !== undefined && !passed && barrier.first.every(({ key }) => ids.has(key))) {
        passed = true;
        barrier.reached(ids);
      }
      for (const stage of waiting) if (isReady(stage)) start(stage);
      if (running.size === 0) {
        if (waiting.size > 0) throw new Error(`${waiting.size} stages wait for what will never be done`);
        return ids;
      }
      await Promise.race(running.values());
    }
  } catch (error) {
    failure.abort();
    await Promise.allSettled(running.values());
    throw error;
  }
}

async function runStage(
  stage: Stage,
  ids: ReadonlyMap<string, number>,
  { store, runId, signal, requests, onProgress }: ExecutionOptions,
): Promise<number> {
  const title = stageTitle(stage);
  const { name, rows: planned, unit } = stage;
  const inputs = stage.inputs.map(({ role, stage: { key } }) => ({ role, stageId: idOf(ids, key) }));
  const { key, kind, version, options } = stage;
  const begun = beginStage(store, { key, kind, name, version, options, inputs, runId });
  if (begun.status === "done") {
    const { seconds, books } = readStage(store, begun.id);
    const total = planned ?? books?.input ?? 0;
    onProgress({ stage: title, done: total, total, unit, state: "reused", seconds: seconds ?? 0 });
    return begun.id;
  }
  signal.throwIfAborted();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const before = requests.budget.spent();
  const spent = (): { readonly cost?: number } => {
    const cost = requests.budget.spent() - before;
    return cost > 0 ? { cost } : {};
  };
  let latest: string | undefined;
  const report = (done: number, note?: string): void => {
    latest = note;
    onProgress({
      stage: title,
      done,
      total: planned,
      unit,
      state: "running",
      seconds: seconds(),
      ...spent(),
      ...(note !== undefined && { note }),
    });
  };
  report(Math.min(begun.rows, planned ?? 0));
  const outcome = await stage.work({
    store,
    stageId: begun.id,
    key,
    committed: begun.rows,
    signal,
    endpoint: endpointContext(store, begun.id, requests, signal),
    input: (role) => idOf(ids, stage.inputs.find((link) => link.role === role)?.stage.key ?? role),
    report,
  });
  completeStage(store, begun.id, { ...outcome, seconds: seconds() });
  const total = planned ?? outcome.input;
  onProgress({
    stage: title,
    done: total,
    total,
    unit,
    state: "done",
    seconds: seconds(),
    ...spent(),
    ...(latest !== undefined && { note: latest }),
  });
  return begun.id;
}

function idOf(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`stage ${key} is no finished input`);
  return id;
}
