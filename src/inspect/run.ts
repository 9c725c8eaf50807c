import type { Store } from "../store/index.ts";
import type { RunInspection } from "./inspection.ts";

/** All that a run shows. @throws PstarError (exit code 2) where there is no such run */
export function inspectRun(_store: Store, _run: number): RunInspection {
  throw new Error("not yet");
}
