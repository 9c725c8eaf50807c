/** An estimate with its interval; all three are NaN-free and, for shares and probabilities, in [0, 1]. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export type Metrics = Readonly<Record<string, Interval>>;

/** How the kept inputs differ from all inputs (of the calibration split). */
export interface CoverageSummary {
  /** Share of inputs with at least one kept candidate. */
  readonly inputShare: number;
  /** The stratum of which the smallest share of inputs is kept. */
  readonly smallestStratum: { readonly stratum: string; readonly share: number };
  /** Effective sample size of the kept inputs, as a share of their number. */
  readonly effectiveShare: number;
  /** Distance between the kept and all inputs' features, 0 = same distribution. */
  readonly distance: number;
}

/** One verifier, selector and share: what was predicted before training and, once trained, what came of it. */
export interface Cell {
  readonly verifier: string;
  readonly selector: string;
  readonly fraction: number;
  readonly kept: number;
  readonly phi: number;
  readonly psi: number;
  readonly pstar: Interval;
  readonly probabilityMajorityCorrect: number;
  readonly probabilityCleaner: number;
  readonly keptPrecision: number;
  readonly coverage: CoverageSummary;
  readonly verdict: string;
  readonly student: { readonly metrics: Metrics } | null;
}

/** What `pstar run --json` prints. */
export interface RunResult {
  readonly run: string;
  readonly db: string;
  readonly task: string;
  readonly generator: { readonly metrics: Metrics; readonly error: Interval } | null;
  readonly real: { readonly metrics: Metrics } | null;
  readonly cells: readonly Cell[];
  readonly correlation: {
    readonly spearman: number | null;
    readonly pearson: number | null;
    readonly cells: number;
  };
}
