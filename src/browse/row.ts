/** Candidates that one stage made or took in, with what was said of them: what a browser of rows opens. */
export interface CandidateSet {
  /** `s7`: the stage that made them. */
  readonly stage: string;
  /** E.g. `synthesis`, `calibration`, `answers.jsonl`. */
  readonly name: string;
  readonly rows: number;
  readonly inputs: number;
  readonly verifiers: readonly {
    readonly name: string;
    readonly stage: string;
    /** Of finite scores, in a large set of some of them until its columns are loaded; null where there is none. */
    readonly range: readonly [number, number] | null;
  }[];
  readonly selections: readonly {
    readonly id: string;
    readonly title: string;
    readonly verifier: string;
    readonly selector: string;
    readonly fraction: number;
    readonly kept: number;
  }[];
  /**
   * Kinds of inputs, by name, in a large set those of some inputs until its columns are loaded; empty where they are not
   * told apart, or are more than a thousand.
   */
  readonly strata: readonly string[];
  /** Labelled candidates, by stages and by hand. */
  readonly labelled: number;
  readonly failed: number;
}

/**
 * Which rows of a set, in which order. All conditions hold together. Where one is about a verifier or a selection and
 * none is named, the set's first is meant.
 */
export interface RowFilter {
  /**
   * Words that all have to stand in the output or in the input, without regard to case and diacritics; what is between
   * quotes as it stands there; the last word, from three characters on, as the beginning of one. A number is a word with
   * its sign: `3.07` is not found in `-3.07`. Of Chinese, Japanese and Thai any part is found.
   */
  readonly search?: string;
  /** Whose scores `low`, `high` and the order are about. */
  readonly verifier?: string;
  /** Only finite scores are within bounds. */
  readonly low?: number;
  readonly high?: number;
  /** `s12`: whose decisions `kept` is about. */
  readonly selection?: string;
  readonly kept?: "kept" | "dropped";
  /** Correct: at least ½. */
  readonly label?: "labelled" | "unlabelled" | "correct" | "incorrect";
  readonly stratum?: string;
  /** Failed: there is no output. Unparsed and unscored: there is one, and the verifier's score is −∞, or none. */
  readonly state?: "unparsed" | "failed" | "unscored";
  /** Default `position`; scores are the verifier's. */
  readonly order?: "position" | "highest" | "lowest";
}

export interface RowPage {
  /** Rows that pass, of all. */
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly RowSummary[];
  /** False while the texts are still being indexed: a search then looks only at those that are. */
  readonly indexed: boolean;
}

export interface RowSummary {
  /** `c7-120` */
  readonly id: string;
  readonly position: number;
  readonly sample: number;
  /** Cut after 300 characters. */
  readonly input: string;
  /** Cut after 300 characters; null where it failed. */
  readonly output: string | null;
  readonly error: string | null;
  readonly stratum: string | null;
  readonly scores: readonly RowScore[];
  readonly label: RowLabel | null;
  /** Of the selection of the filter, or the first: whether it was kept and why not. */
  readonly fate: RowFate | null;
}

export interface RowScore {
  readonly verifier: string;
  /** Null where there is none: `state` says why. */
  readonly score: number | null;
  readonly state: "scored" | "unparsed" | "failed";
  readonly keep: boolean | null;
  readonly error: string | null;
}

export interface RowLabel {
  readonly value: number;
  readonly source: string;
  /** Given in the page. */
  readonly byHand: boolean;
}

export interface RowFate {
  readonly selection: string;
  readonly title: string;
  readonly kept: boolean;
  readonly reason: string;
}

/** One candidate, whole, with the others of its input. */
export interface RowDetail {
  readonly id: string;
  readonly stage: string;
  /** `e3-17` */
  readonly example: string;
  readonly input: Shown;
  /** Null where there is none. */
  readonly reference: Shown | null;
  readonly stratum: string | null;
  /** Of the same input, this one among them, by sample; 64 at most. */
  readonly candidates: readonly DetailedCandidate[];
  readonly candidatesInAll: number;
}

export interface DetailedCandidate {
  readonly id: string;
  readonly sample: number;
  /** Null where it failed. */
  readonly output: Shown | null;
  readonly error: string | null;
  readonly logProbability: number | null;
  readonly finishReason: string | null;
  readonly cost: number | null;
  /** Other fields of its file. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly scores: readonly RowScore[];
  readonly labels: readonly RowLabel[];
  readonly fates: readonly RowFate[];
  /** Spans of the output, of the input and of the reference that share words, for `text`; empty otherwise. */
  readonly overlap: Overlap;
}

/** Text for a page, and what it says where that has a shape. */
export type Shown =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "chat";
      readonly text: string;
      readonly messages: readonly { readonly role: string; readonly content: string }[];
    }
  /** Row-major, symmetric. */
  | { readonly kind: "matrix"; readonly text: string; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: "numbers"; readonly text: string; readonly values: readonly number[] };

/** [from, to) in UTF-16 units, ascending, apart from each other. */
export type Span = readonly [number, number];

export interface Overlap {
  /** Of the output: words that the input has, and words that the reference has. */
  readonly withInput: readonly Span[];
  readonly withReference: readonly Span[];
  /** Where they stand in the input and in the reference. */
  readonly inInput: readonly Span[];
  readonly inReference: readonly Span[];
}

/** What keeping another share would do, without scoring anything again. */
export interface Reselection {
  readonly verifier: string;
  readonly selector: "top-share" | "best-of-n";
  readonly fraction: number;
  readonly rows: number;
  readonly kept: number;
  /** Lowest score kept; null where nothing is. */
  readonly threshold: number | null;
  /** From the labelled candidates, by the same rule; null without labels. */
  readonly estimate: {
    readonly phi: number;
    readonly psi: number;
    readonly pstar: { readonly estimate: number; readonly low: number; readonly high: number };
    readonly keptPrecision: { readonly estimate: number; readonly low: number; readonly high: number };
    readonly error: { readonly estimate: number; readonly low: number; readonly high: number };
    readonly verdict: string;
    readonly verdictText: string;
    readonly labels: number;
    /** Labels given by hand among them. */
    readonly byHand: number;
  } | null;
  /** Against the stored selection named in the question; null where none was named. */
  readonly change: {
    readonly selection: string;
    readonly enter: number;
    readonly leave: number;
    /** The first few of each by score. */
    readonly entering: readonly RowSummary[];
    readonly leaving: readonly RowSummary[];
  } | null;
}

/** What to label next, and how far it is. */
export interface LabelQueue {
  /** Drawn at random from the labelled set's candidates, so that estimates may use them; already labelled ones left out. */
  readonly next: readonly string[];
  readonly labelled: number;
  readonly byHand: number;
  readonly rows: number;
  /** Why the run's estimates don't rest on these rows, one sentence; left out where they do. */
  readonly unused?: string;
}

/** How far a set is made ready: its columns are loaded, its texts indexed. Rows in order of position work before. */
export interface SetState {
  readonly columns: boolean;
  /** Texts indexed, of `rows`. */
  readonly indexed: number;
  readonly rows: number;
}

export interface GivenLabel {
  /** `c7-120` */
  readonly id: string;
  /** In [0, 1]; null takes an earlier one back. */
  readonly value: number | null;
  /** Whether the row was drawn by the queue; labels of rows chosen by eye are kept but not in estimates. */
  readonly drawn: boolean;
}

export interface Labelled {
  readonly labelled: number;
  readonly byHand: number;
}
