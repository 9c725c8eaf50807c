import type { RunInspection } from "../inspect/index.ts";
import type { Drawing } from "./drawing.ts";
import { breakdown } from "./drawings/breakdown.ts";
import { flow } from "./drawings/flow.ts";
import { losses } from "./drawings/losses.ts";
import { metrics } from "./drawings/metrics.ts";
import { preferences } from "./drawings/preferences.ts";
import { roc } from "./drawings/roc.ts";
import { scores } from "./drawings/scores.ts";
import { spending } from "./drawings/spending.ts";
import { students } from "./drawings/students.ts";
import { yieldDrawing } from "./drawings/yield.ts";

const drawings: readonly ((run: RunInspection) => Drawing | null)[] = [
  breakdown,
  students,
  metrics,
  yieldDrawing,
  roc,
  scores,
  flow,
  losses,
  spending,
];

/** Of a tuning, whose loss is what there is to see. */
const ofTunings: typeof drawings = [losses, preferences, flow];

/** Every picture that a run has the numbers for, the most important first. */
export const drawingsOf = (run: RunInspection): Drawing[] =>
  (run.tuning === null ? drawings : ofTunings).map((draw) => draw(run)).filter((drawing) => drawing !== null);
