import { count, money } from "../format.ts";
import type { RunResult } from "../pipeline/result.ts";
import { fold } from "./fold.ts";
import type { Page } from "./reports.ts";

/**
 * Rows that failed and why, and what requests have cost; no lines where there is nothing of either.
 *
 * @param retry the command that tries failed rows again
 */
export function requestsReport({ failures, spending }: RunResult, retry: string, { width }: Page): string[] {
  const failed = failures.flatMap(({ stage, rows, of, error }) => [
    ...fold(`! ${stage}: ${count(rows)} of ${count(of)} rows failed, ${why(rows, error)}`, width),
  ]);
  const again = failures.some(({ mayPass }) => mayPass) ? ["To ask for those again:", `  ${retry}`] : [];
  return [...failed, ...again, ...(spending === null ? [] : fold(spent(spending), width))];
}

const why = (rows: number, error: string): string => `${rows === 1 ? "by" : "most by"}: ${error}`;

function spent({
  answered,
  inputTokens,
  outputTokens,
  cost,
  unpriced,
}: NonNullable<RunResult["spending"]>): string {
  const price =
    unpriced === 0
      ? `and cost ${money(cost)}`
      : unpriced === answered
        ? "at no known price"
        : `and cost ${money(cost)}, ${count(unpriced)} of them at no known price`;
  return `Endpoints have given ${count(answered)} answers so far: ${count(inputTokens)} tokens in, ${count(outputTokens)} out, ${price}.`;
}
