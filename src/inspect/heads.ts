import type { Store } from "../store/index.ts";
import type { RunHead, RunVerdict } from "./inspection.ts";

export type RunListing = RunHead & { readonly verdict: RunVerdict };

/** Every run of a database, the newest first: cheap, whatever the number of rows. */
export function listRunHeads(_store: Store): RunListing[] {
  throw new Error("not yet");
}
