import type { PlannedCell } from "../../config/index.ts";
import { type SelectorOptions, select } from "../../selectors/index.ts";
import { reasons, type ScoredCandidates } from "../../selectors/selector.ts";
import { countCandidates, readGroups, readScores, writeSelection } from "../../store/index.ts";
import { defineStage, type Stage, type StageContext } from "../stage.ts";

/** The name of the verifier of a cell where nothing is verified. */
export const unverified = "none";

/** Which candidates one verifier and selector keep. @param scores undefined where nothing is verified */
export function selectStage(
  split: string,
  { verifier, selector }: PlannedCell,
  candidates: Stage,
  scores: Stage | undefined,
  seed: number,
): Stage {
  return defineStage({
    kind: "select",
    name: `${split} by ${cellName({ verifier, selector })}`,
    version: 1,
    options: { selector, seed },
    inputs: [
      { role: "candidates", stage: candidates },
      ...(scores === undefined ? [] : [{ role: "scores", stage: scores }]),
    ],
    rows: candidates.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const { store, stageId, input } = context;
      const columns = scoredCandidates(context, scores !== undefined);
      const { reason } = select(selector, columns, seed);
      const kept = reason.filter((code) => code === 0).length;
      const fraction = "fraction" in selector ? selector.fraction : kept / Math.max(1, reason.length);
      writeSelection(
        store,
        stageId,
        {
          candidateStage: input("candidates"),
          verifier: verifier ?? unverified,
          selector: selector.kind,
          fraction,
        },
        { reason, reasons },
      );
      return { input: reason.length, kept, rejected: reason.length - kept, failed: 0 };
    },
  });
}

function scoredCandidates({ store, input }: StageContext, verified: boolean): ScoredCandidates {
  const stage = input("candidates");
  const scores = verified
    ? readScores(store, input("scores")).score
    : new Float64Array(countCandidates(store, stage));
  return {
    scores,
    ids: Int32Array.from(scores.keys()),
    group: readGroups(store, stage),
    // Verifiers score a malformed output, and nothing else, −∞.
    malformed: Uint8Array.from(scores, (score) => Number(score === Number.NEGATIVE_INFINITY)),
  };
}

/** E.g. `oracle best-of-n 0.125`. */
export function cellName({ verifier, selector }: PlannedCell): string {
  return [verifier ?? unverified, ...(verifier === null ? [] : [selector.kind, settingOf(selector)])].join(
    " ",
  );
}

function settingOf(selector: SelectorOptions): string {
  if ("fraction" in selector) return String(selector.fraction);
  return "threshold" in selector ? String(selector.threshold) : "";
}
