/** How far a stage is. */
export interface Progress {
  /** Its readable name. */
  readonly stage: string;
  readonly done: number;
  /** Null while nobody knows. */
  readonly total: number | null;
  readonly unit: "rows" | "steps";
  /** E.g. `loss 1.23`. */
  readonly note?: string;
  /** What its requests have cost so far in this process, where they cost anything. */
  readonly cost?: number;
  /** `reused`: it was done before. */
  readonly state: "running" | "done" | "reused";
  /** Since it began in this process; of a reused one, what it took then. */
  readonly seconds: number;
}
