import type { Reason } from "../selector.ts";

/** One thing that a row must stand up to on the walk down the ranking, judged against the better rows already kept. */
export interface Step {
  /** Why a row that is not admitted is dropped. */
  readonly reason: Reason;
  admits(row: number): boolean;
  /** Called where all steps have admitted the row, before they are asked of another. */
  keep?(row: number): void;
  /** Called at the end of a walk that asked about every row. @throws PstarError where the step could not do its work */
  end?(): void;
}
