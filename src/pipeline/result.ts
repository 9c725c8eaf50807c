import type { Coverage } from "../estimation/coverage.ts";
import type { Ledger } from "../estimation/ledger.ts";
import type { Interval } from "../metrics/interval.ts";
import type { Spending } from "../store/index.ts";

export type { Interval };

export type Metrics = Readonly<Record<string, Interval>>;

/** What came of a model that was trained. */
export interface TrainedModel {
  readonly metrics: Metrics;
  /** Its first metric minus the generator's on the same inputs; null where the generator has none. */
  readonly gain: Interval | null;
}

/** One verifier, selector and share: what was predicted before training and, once trained, what came of it. */
export interface Cell {
  /** Id of the selection, for `pstar export`. */
  readonly selection: string;
  readonly verifier: string;
  readonly selector: string;
  /** Share to keep; of a threshold, the share it kept. */
  readonly fraction: number;
  /** Lowest score kept, where the selector is a threshold. */
  readonly threshold: number | null;
  readonly kept: number;
  readonly phi: number;
  readonly psi: number;
  readonly pstar: Interval;
  readonly probabilityMajorityCorrect: number;
  readonly probabilityCleaner: number;
  readonly keptPrecision: number;
  readonly coverage: Coverage;
  readonly verdict: string;
  /** Labelled answers behind the estimates, and the inputs they belong to. */
  readonly labels: number;
  readonly inputs: number;
  /**
   * Where the student's share of correct answers should lie: kept precision if the generator's errors can be learnt,
   * close to perfect if they are pure noise.
   */
  readonly studentRange: { readonly low: number; readonly high: number };
  readonly student: TrainedModel | null;
}

/** Rows of a stage that have no answer or no score. */
export interface Failure {
  /** Its readable name. */
  readonly stage: string;
  readonly rows: number;
  /** Rows in all. */
  readonly of: number;
  /** What most of them failed by. */
  readonly error: string;
  /** Whether they are worth another attempt, since a server was asked. */
  readonly mayPass: boolean;
}

/** What `pstar run --json` prints. */
export interface RunResult {
  readonly run: string;
  readonly db: string;
  readonly task: string;
  readonly generator: { readonly metrics: Metrics; readonly error: Interval } | null;
  readonly real: TrainedModel | null;
  readonly cells: readonly Cell[];
  /** Of the stages that this run has done or found done. */
  readonly failures: readonly Failure[];
  /** On requests, by all runs of the database; null where none was ever sent. */
  readonly spending: Spending | null;
  /** Of p⋆ with the students' first metric; then of predictions from p⋆ and coverage, each made without its own cell. */
  readonly correlation: Ledger["pstar"] & Pick<Ledger, "withCoverage" | "groups">;
}
