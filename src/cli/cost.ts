import { count, money } from "../format.ts";
import type { PlannedStage } from "../pipeline/index.ts";

/** What the requests of stages that are not done can cost at most, one line; undefined where none are sent. */
export function costLine(stages: readonly PlannedStage[]): string | undefined {
  const asking = stages.filter(({ status }) => status !== "done").flatMap(({ atMost }) => atMost ?? []);
  if (asking.length === 0) return undefined;
  const sum = (of: (one: (typeof asking)[number]) => number): number =>
    asking.reduce((total, one) => total + of(one), 0);
  const unpriced = asking.some(({ cost }) => cost === null);
  const cost = unpriced
    ? "what they cost is not known: give the model a `price`"
    : `they cost ${money(sum(({ cost }) => cost ?? 0))} at most`;
  const tokens = `${count(sum(({ inputTokens }) => inputTokens))} tokens in and ${count(sum(({ outputTokens }) => outputTokens))} out`;
  const before = stages.some(({ status }) => status !== "new");
  const known = before ? " What is answered already is not asked again." : "";
  return `Endpoints are asked at most ${count(sum(({ requests }) => requests))} times, with at most ${tokens}; ${cost}.${known}`;
}
