import { type BootstrapOptions, meanInterval } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/interval.ts";
import { readCandidates, type Store } from "../store/index.ts";
import type { Task } from "../tasks/task.ts";

/**
 * By how much a model's first metric is above another's on the same inputs, on average, in [−1, 1]: pairing them leaves out
 * what inputs have in common, which two intervals side by side do not.
 *
 * @param evaluations ids of the two evaluations' stages, the model's and the other's, of the same examples
 * @param unanswered what an input that the model leaves without an answer counts; left out where it is undefined
 * @returns undefined where no input is answered by both
 */
export function gainOver(
  store: Store,
  task: Pick<Task, "judge" | "metrics">,
  evaluations: { readonly model: number; readonly other: number },
  options: BootstrapOptions,
  unanswered?: number,
): Interval | undefined {
  const [metric] = task.metrics;
  const values = (stage: number): (number | null)[] =>
    Array.from(readCandidates(store, stage), ({ example, output }) =>
      output === null ? null : task.judge(example, output).metrics[metric!]!,
    );
  const others = values(evaluations.other);
  const differences = values(evaluations.model).flatMap((answered, i) => {
    const value = answered ?? unanswered ?? null;
    const other = others[i] ?? null;
    return value === null || other === null ? [] : [value - other];
  });
  if (differences.length === 0) return undefined;
  // The bootstrap is of values in [0, 1].
  const { estimate, low, high } = meanInterval(
    Float64Array.from(differences, (difference) => (difference + 1) / 2),
    options,
  );
  const unscaled = (mean: number): number => 2 * mean - 1;
  return { estimate: unscaled(estimate), low: unscaled(low), high: unscaled(high) };
}
