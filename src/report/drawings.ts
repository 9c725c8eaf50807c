import type { RunInspection } from "../inspect/index.ts";
import type { Drawing } from "./drawing.ts";

/** Every picture that a run has the numbers for, the most important first. */
export function drawingsOf(_run: RunInspection): Drawing[] {
  throw new Error("not yet");
}
