import type { Coverage } from "../estimation/coverage.ts";
import type { CurveCell } from "../estimation/report.ts";
import type { Verdict } from "../estimation/verdict.ts";
import type { Interval } from "../metrics/interval.ts";

/*
 * What a run shows of itself, read from its database alone: the one account that the report and the page are both made
 * from. Plain data that JSON can hold: no NaN, no infinity, no undefined.
 */

export interface RunInspection {
  readonly head: RunHead;
  readonly verdict: RunVerdict;
  /** Null where no generator of the run was evaluated, as in curations. */
  readonly generator: InspectedModel | null;
  /** p, the generator's error rate on labelled answers; null without labels. */
  readonly error: Interval | null;
  /** The model trained on all true answers. */
  readonly real: InspectedModel | null;
  /** By verifier and share, in the order of the file; the unverified one first. */
  readonly cells: readonly InspectedCell[];
  /** In the order of the file; empty where nothing is both scored and labelled. */
  readonly verifiers: readonly InspectedVerifier[];
  /** All stages, each after its inputs. */
  readonly stages: readonly InspectedStage[];
  readonly trainings: readonly InspectedTraining[];
  /** Models that were trained on its selections by another trainer or by a tuning, and evaluated here, the first first. */
  readonly elsewhere: readonly InspectedOutsider[];
  /** Null of other kinds. */
  readonly tuning: InspectedTuning | null;
  readonly failures: readonly InspectedFailure[];
  /** Null where no request was ever sent. */
  readonly spending: InspectedSpending | null;
  readonly artifacts: readonly InspectedArtifact[];
  /** What a reader has to know before trusting the numbers, a sentence each. */
  readonly warnings: readonly string[];
}

/** A run in a list of runs. */
export interface RunHead {
  /** `r1` */
  readonly id: string;
  readonly name: string;
  readonly status: "running" | "done" | "failed" | "interrupted";
  readonly kind: "pipeline" | "curation" | "batch" | "judge" | "tuning";
  /** `eigenvalues`, `summarization`, `prompt`; null for curations. */
  readonly task: string | null;
  /** The metric models are compared by, e.g. `accuracy`, `rouge1`; null where none is trained. */
  readonly metric: string | null;
  readonly version: string;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Work of its stages, whichever run did them; not the time between `startedAt` and `finishedAt`. */
  readonly seconds: number;
  /** The file as it was written, and its SHA-256. */
  readonly config: string;
  readonly configHash: string;
  /**
   * What does the same again, e.g. `npx pstar run newswire.yaml --db runs/newswire.db`. What the file was called is not known:
   * one with the text of `config`, in the folder that its paths start from, goes by the run's name.
   */
  readonly command: string;
  readonly stagesDone: number;
  /** Stages begun; those not yet begun are not in the database. */
  readonly stagesBegun: number;
}

/** The one thing a user decides by: will training on this help? Of a tuning, of which nobody asks it, what it made. */
export interface RunVerdict {
  readonly kind: Verdict["kind"] | "unknown";
  /** Public id of the selection that promises most, null where there is none. */
  readonly selection: string | null;
  /** One sentence: what to keep and what it promises, or why nothing can be said. */
  readonly sentence: string;
  /** What students showed once trained, one sentence; null where none was. */
  readonly outcome: string | null;
}

export interface InspectedModel {
  readonly metrics: Readonly<Record<string, Interval>>;
  /** First metric minus the generator's on the same inputs; null where it was not compared. */
  readonly gain: Interval | null;
}

/** One verifier, selector and share. */
export interface InspectedCell {
  /** `s12`: the selection that a student is trained on. */
  readonly selection: string;
  /** `none` where nothing was verified. */
  readonly verifier: string;
  readonly selector: string;
  /** What is kept in words, e.g. `the best 12.5 % of each input's candidates`. */
  readonly rule: string;
  readonly fraction: number;
  /** Candidates it chose among, and those it kept. */
  readonly rows: number;
  readonly kept: number;
  /** Dropped candidates by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Null where nothing is labelled. */
  readonly estimate: CellFigures | null;
  readonly coverage: Coverage | null;
  readonly student: InspectedModel | null;
}

/** What labels say of a cell before training. */
export interface CellFigures {
  readonly phi: number;
  readonly psi: number;
  readonly pstar: Interval;
  readonly keptPrecision: Interval;
  readonly probabilityMajorityCorrect: number;
  readonly probabilityCleaner: number;
  readonly labels: number;
  readonly inputs: number;
  readonly verdict: Verdict["kind"];
  readonly verdictText: string;
}

/** One verifier over the labelled candidates. */
export interface InspectedVerifier {
  readonly name: string;
  readonly auc: number | null;
  /** At the usual shares and those the run kept, ascending by share. */
  readonly curve: readonly CurveCell[];
  /** From nothing kept to all kept: φ over ψ at each of at most 200 thresholds. */
  readonly roc: readonly { readonly psi: number; readonly phi: number }[];
  /** Labelled candidates by score; weights count, a label between 0 and 1 goes to both. Empty where no score is finite. */
  readonly histogram: readonly HistogramBin[];
  /** Labelled candidates without a score, or unparsable ones, which no share keeps. */
  readonly unscored: number;
}

export interface HistogramBin {
  /** [low, high), the last one [low, high]. */
  readonly low: number;
  readonly high: number;
  readonly correct: number;
  readonly incorrect: number;
  /** Of both, those that lie beyond `low` or `high`, off the axis; in the first and the last bin, where there are any. */
  readonly beyond?: number;
}

export interface InspectedStage {
  /** `s7` */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly status: "running" | "done";
  readonly startedAt: string;
  readonly seconds: number | null;
  /** Null while it runs. */
  readonly books: {
    readonly input: number;
    readonly kept: number;
    readonly rejected: number;
    readonly failed: number;
  } | null;
  /** Rows committed so far; steps are not known of a training that runs. */
  readonly rows: number;
  /** Rejected rows by reason, where reasons are known. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly inputs: readonly { readonly role: string; readonly stage: string }[];
  readonly cost: number;
  readonly key: string;
  readonly version: number;
  readonly options: unknown;
}

export interface InspectedTraining {
  readonly stage: string;
  readonly name: string;
  /** Updates done, and those asked for: more where patience was spent before. */
  readonly steps: number;
  readonly asked: number;
  readonly rows: number;
  readonly seconds: number;
  /** Mean training loss between reports, and the update each is at the end of. */
  readonly losses: readonly { readonly update: number; readonly loss: number }[];
  /** Looks at validation data, ascending; `update` says how many were done before. */
  readonly evaluations: readonly InspectedEvaluation[];
  /** `update` of the evaluation whose weights were kept; null where there was none, and the last were. */
  readonly kept: number | null;
  /** Of the model it made; null until evaluated. */
  readonly metrics: Readonly<Record<string, Interval>> | null;
}

export interface InspectedEvaluation {
  readonly update: number;
  readonly loss: number;
  /** Of preferences: `accuracy`, the share of pairs told apart, and `margin`, by how much in nats. */
  readonly measures: Readonly<Record<string, number>>;
}

/** A model that nothing here trained, as it answered the test inputs. */
export interface InspectedOutsider extends InspectedModel {
  /** `s41`: where its training is entered. */
  readonly stage: string;
  readonly name: string;
  /** `s19`: what it was trained on. */
  readonly selection: string;
  /** `r2`: where its outcome is entered, this run or a later one. */
  readonly run: string;
}

/** A published model tuned on rows of a file. What the run does not say is null. */
export interface InspectedTuning {
  /** Name of its folder, and that folder once it is written. */
  readonly name: string;
  readonly folder: string | null;
  readonly base: {
    readonly name: string;
    readonly folder: string | null;
    /** `llama`, `t5` */
    readonly family: string | null;
  };
  /** Numbers that are trained, and those of the base that stay as they are beside them. */
  readonly parameters: { readonly trained: number; readonly frozen: number } | null;
  readonly method: TuningMethod | null;
  /** `beta` of preferences; null where answers are learnt. */
  readonly beta: number | null;
  /** By split, `train` first. */
  readonly data: readonly TuningData[];
  readonly origin: TuningOrigin | null;
  /** What it is and how it was made, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

export type TuningMethod =
  | { readonly kind: "full" }
  | {
      readonly kind: "lora";
      readonly rank: number;
      readonly alpha: number;
      readonly dropout: number;
      /** Patterns of linear layers; empty where they are those of attention. */
      readonly layers: readonly string[];
    };

export interface TuningData {
  readonly split: string;
  readonly file: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  readonly rows: number;
  /** Of them those that were cut, and those left out, for their length. */
  readonly cut: number;
  readonly dropped: number;
  /** Tokens of the rows left, and of them those that are learnt. */
  readonly tokens: number;
  readonly learnt: number;
}

/** The export that the rows are of. */
export interface TuningOrigin {
  readonly folder: string;
  /** `s19` */
  readonly selection: string;
  readonly format: string;
  /** Absolute path; null where the rows are of no database. */
  readonly database: string | null;
  /** Of pstar, that wrote the export. */
  readonly version: string;
  /** As its card says them, where it does: p⋆ with its interval, and the verdict. */
  readonly pstar: string | null;
  readonly verdict: string | null;
  /** What its card says of how it was verified and what was kept. */
  readonly verification: readonly CardBlock[];
}

/** A piece of a card, its text plain. */
export type CardBlock =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface InspectedFailure {
  readonly stage: string;
  readonly title: string;
  readonly rows: number;
  readonly of: number;
  readonly error: string;
}

export interface InspectedSpending {
  readonly answered: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  readonly unpriced: number;
  /** Sums so far at at most 200 moments, ascending. */
  readonly overTime: readonly {
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly tokens: number;
    readonly cost: number;
  }[];
}

export interface InspectedArtifact {
  readonly id: string;
  readonly stage: string;
  readonly kind: string;
  /** Within the artifacts folder. */
  readonly path: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
}
