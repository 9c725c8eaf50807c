import type { Store } from "../store/index.ts";
import type { GivenLabel, Labelled, LabelQueue } from "./row.ts";

/** Rows of a candidates' stage to label next. */
export function labelQueue(_store: Store, _run: number, _stage: number, _limit: number): LabelQueue {
  throw new Error("not yet");
}

/** Puts a label given by hand into the database at `path` before it returns. */
export function giveLabel(_path: string, _label: GivenLabel): Labelled {
  throw new Error("not yet");
}
