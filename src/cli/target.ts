import { PstarError } from "../errors.ts";
import type { CandidateColumns } from "../estimation/columns.ts";
import type { EstimateReport } from "../estimation/report.ts";
import { suggestion } from "../nearest.ts";

/** A score and the share it is to keep: what labels are to settle. */
export interface Target {
  readonly score: string;
  readonly fraction: number;
}

/**
 * The score and share that flags name; else the score with the largest area under its curve, the first without labels,
 * at its recommended share, else a quarter.
 *
 * @throws PstarError where there is no such score
 */
export function targetOf(
  { scores }: CandidateColumns,
  { verifiers }: Pick<EstimateReport, "verifiers">,
  flags: { readonly by?: string; readonly fraction?: number },
): Target {
  const names = scores.map(({ name }) => name);
  const [first] = names;
  if (first === undefined) {
    throw new PstarError("there is no score to label for", { exitCode: 2, remedy: "name one with --score" });
  }
  if (flags.by !== undefined && !names.includes(flags.by)) {
    throw new PstarError(`there is no score "${flags.by}"`, {
      exitCode: 2,
      remedy: suggestion(flags.by, names),
    });
  }
  const best = verifiers.toSorted((a, b) => (b.auc ?? 0) - (a.auc ?? 0))[0]?.name;
  const score = flags.by ?? best ?? first;
  const recommended = verifiers.find(({ name }) => name === score)?.recommended?.fraction;
  const usable = recommended !== undefined && recommended < 1 ? recommended : 0.25;
  return { score, fraction: flags.fraction ?? usable };
}
