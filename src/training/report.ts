import type { TrainingProgress } from "./job.ts";
import type { Measured } from "./objective.ts";

/** Milliseconds between reports. */
const every = 250;

/** What was measured since the last report, until it is time for the next. */
export function createReport(report: (progress: TrainingProgress) => void) {
  let last = performance.now();
  let recent: Measured[] = [];
  return {
    add(one: Measured): void {
      recent.push(one);
    },
    /** @param isLast whether it has to be now */
    tell(rest: Omit<TrainingProgress, keyof Measured>, isLast: boolean): void {
      const now = performance.now();
      if (now - last < every && !isLast) return;
      report({ ...meanOf(recent), ...rest });
      recent = [];
      last = now;
    },
  };
}

function meanOf(all: readonly Measured[]): Measured {
  const mean = (of: (one: Measured) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const loss = mean((one) => one.loss);
  const names = Object.keys(all[0]?.measures ?? {});
  if (names.length === 0) return { loss };
  return {
    loss,
    measures: Object.fromEntries(names.map((name) => [name, mean((one) => one.measures![name]!)])),
  };
}
