import { rowsOf } from "./candidates.ts";
import { ranked } from "./ranking.ts";
import { reasonCode, type ScoredCandidates, type Selection } from "./selector.ts";
import { cap } from "./thinning/cap.ts";
import type { ThinningContext } from "./thinning/context.ts";
import { dropExactDuplicates } from "./thinning/exact.ts";
import { dropNearDuplicates } from "./thinning/near.ts";
import type { ThinningOptions } from "./thinning/options.ts";
import { requireRules } from "./thinning/require.ts";
import type { Step } from "./thinning/step.ts";

/**
 * What is left of a selection after required rules, removal of duplicates, a cap and a budget: one walk down the
 * ranking of the selected rows, in which a row is dropped for the first of these it fails and is judged against the
 * better rows that are kept. So thinning what was thinned changes nothing, and the rows' order never matters.
 *
 * Nothing is added: a share stays a share of all candidates, and the cut is the one that was estimated. From the row
 * that fills the budget on, all are "over the budget" and no more texts are read.
 *
 * @param seed the one the selection was made with: it ranks rows of equal score
 * @throws PstarError where a cap names a field that no row has
 */
export function thin(
  selection: Selection,
  candidates: ScoredCandidates,
  context: ThinningContext,
  options: ThinningOptions,
  seed: number,
): Selection {
  const steps = stepsOf(options, candidates, context, seed);
  const codes = steps.map(({ reason }) => reasonCode(reason));
  const budget = options.budget ?? Infinity;
  const reason = selection.reason.slice();
  const rows = ranked(rowsOf(reason, 0, 0, reason.length), candidates, seed);
  let kept = 0;
  let walked = 0;
  for (; walked < rows.length && kept < budget; walked++) {
    const row = rows[walked];
    const failed = steps.findIndex((step) => !step.admits(row));
    if (failed >= 0) {
      reason[row] = codes[failed]!;
      continue;
    }
    for (const step of steps) step.keep?.(row);
    kept++;
  }
  for (const row of rows.subarray(walked)) reason[row] = reasonCode("over the budget");
  if (walked === rows.length) for (const step of steps) step.end?.();
  return { reason };
}

/** In the order in which a row is asked to stand up to them. */
function stepsOf(
  { require, deduplicate, cap: most }: ThinningOptions,
  candidates: ScoredCandidates,
  context: ThinningContext,
  seed: number,
): Step[] {
  const steps: Step[] = [];
  if (require !== undefined) steps.push(requireRules(require, context));
  if (deduplicate?.exact !== undefined) steps.push(dropExactDuplicates(deduplicate.exact, context));
  if (deduplicate?.near !== undefined) steps.push(dropNearDuplicates(deduplicate.near, context, seed));
  if (most !== undefined) steps.push(cap(most, candidates, context, seed));
  return steps;
}
