import type { Store } from "../store/index.ts";
import type { Browser } from "./browser.ts";
import type { Reselection } from "./row.ts";

export interface ReselectQuestion {
  readonly run: number;
  /** A candidates' stage. */
  readonly stage: number;
  readonly verifier: string;
  readonly selector: Reselection["selector"];
  /** In (0, 1]. */
  readonly fraction: number;
  /** Stage id of a stored selection of the same candidates to compare with. */
  readonly against?: number;
}

/** What keeping another share would do: nothing is scored or generated again, nothing is written. */
export function reselect(
  _browser: Browser,
  _store: Store,
  _question: ReselectQuestion,
): Promise<Reselection> {
  throw new Error("not yet");
}
