import type { Store } from "../store/index.ts";
import type { RowDetail } from "./row.ts";

/** @param candidate its row id @throws PstarError (exit code 2) where there is no such candidate in the run */
export function rowDetail(_store: Store, _run: number, _candidate: number): RowDetail {
  throw new Error("not yet");
}
