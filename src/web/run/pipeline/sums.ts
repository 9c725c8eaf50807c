import type { Stage } from "../../api.ts";

/** Books, work and cost of some stages together. */
export function sumOf(stages: readonly Stage[]) {
  const sum = (of: (stage: Stage) => number): number => stages.reduce((total, stage) => total + of(stage), 0);
  return {
    kept: sum(({ books }) => books?.kept ?? 0),
    rejected: sum(({ books }) => books?.rejected ?? 0),
    failed: sum(({ books }) => books?.failed ?? 0),
    rows: sum(({ rows }) => rows),
    seconds: sum(({ seconds }) => seconds ?? 0),
    cost: sum(({ cost }) => cost),
    done: stages.filter(({ status }) => status === "done").length,
  };
}
