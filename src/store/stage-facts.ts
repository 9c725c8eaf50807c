import { readEstimate, readMetrics, readTraining } from "./outcomes.ts";
import type { Stage } from "./stages.ts";
import type { Store } from "./store.ts";

interface Rule {
  readonly verifier: string;
  readonly selector: string;
  readonly fraction: number;
  readonly kept: number;
}

/** All that is known of a stage, whatever its kind; null where it has no such thing. */
export function stageFacts(store: Store, stage: Stage): Record<string, unknown> {
  const { id, kind, name, version, options, status, books, seconds, startedAt, summary } = stage;
  const selection = store
    .prepare<Rule>("SELECT verifier, selector, fraction, kept FROM selections WHERE stage_id = ?")
    .get(id);
  const training = readTraining(store, id);
  const metrics = readMetrics(store, id);
  return {
    kind,
    name,
    version,
    options,
    status,
    ...books,
    seconds,
    startedAt,
    summary,
    selection,
    training: training && { ...training, modelId: undefined },
    metrics: Object.keys(metrics).length > 0 ? metrics : null,
    estimate: readEstimate(store, id),
  };
}
