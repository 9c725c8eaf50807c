import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";
import type { EndpointContext } from "../endpoint/context.ts";
import type { CostAtMost } from "../endpoint/cost.ts";
import type { Books, Store } from "../store/index.ts";
import type { AttemptOf } from "./attempts.ts";

/** What a stage's work is given. */
export interface StageContext {
  readonly store: Store;
  /** The stage's own id in the store. */
  readonly stageId: number;
  /** Its key: the name of its artifacts' folder. */
  readonly key: string;
  /** Rows of it that are committed already: the position to go on from. */
  readonly committed: number;
  readonly signal: AbortSignal;
  /** What requests that it sends go by. */
  readonly endpoint: EndpointContext;
  /** Id of the stage that plays `role` among the inputs. */
  readonly input: (role: string) => number;
  /** Says how far it is. */
  readonly report: (done: number, note?: string) => void;
}

/** What a finished stage says of itself. */
export interface StageOutcome extends Books {
  readonly summary?: unknown;
}

/**
 * One stage of a pipeline, before it runs: a pure function of its options and inputs.
 */
export interface Stage {
  /** Hash of all that can change its rows: kind, version, options, and the inputs' keys. */
  readonly key: string;
  readonly kind: string;
  /** Which of its kind it is, readable. */
  readonly name: string;
  readonly version: number;
  /** Everything of its own that can change its rows, and nothing that cannot. */
  readonly options: unknown;
  readonly inputs: readonly StageLink[];
  /** How much there is to do, in `unit`; null where nobody knows before it is done. */
  readonly rows: number | null;
  readonly unit: "rows" | "steps";
  /** Trainings run in threads of their own, several at once; all else takes turns. */
  readonly resource: "training" | "main";
  /** What its requests to endpoints may cost, from above, where it sends any. @param meanBytes of an input and its true answer */
  readonly atMost?: (meanBytes: number) => CostAtMost;
  readonly work: (context: StageContext) => Promise<StageOutcome>;
}

export interface StageLink {
  readonly role: string;
  readonly stage: Stage;
}

/** How people see a stage: unique within a run. */
export function stageTitle({ kind, name }: Pick<Stage, "kind" | "name">): string {
  return `${kind}: ${name}`;
}

/** Completes a stage with its key. */
export function defineStage(parts: Omit<Stage, "key">): Stage {
  const { kind, version, options, inputs } = parts;
  const links = inputs.map(({ role, stage }) => [role, stage.key]);
  const key = createHash("sha256").update(canonicalJson({ kind, version, options, links })).digest("hex");
  return { ...parts, key };
}

/** A stage whose failed rows are worth another attempt: one after the first has its number among the options. */
export function defineRetriable(
  parts: Omit<Stage, "key" | "options"> & { readonly options: object },
  attemptOf: AttemptOf,
): Stage {
  const define = (attempt: number): Stage =>
    defineStage(attempt === 0 ? parts : { ...parts, options: { ...parts.options, attempt } });
  return define(attemptOf((attempt) => define(attempt).key));
}
