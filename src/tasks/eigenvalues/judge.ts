import type { Judgement, Task } from "../task.ts";
import { parseEigenvalues } from "./text.ts";

const TOLERANCES = [0.05, 0.02, 0.01];

/**
 * Judges answers by the relative error ‖λ̂ − λ‖₁ / ‖λ‖₁, λ the true eigenvalues, in the order given.
 *
 * Metrics, each 0 or 1: `within5` says ‖λ̂ − λ‖₁ ≤ 0.05·‖λ‖₁, `every5` that |λ̂ᵢ − λᵢ| ≤ 0.05·|λᵢ| for every i; likewise at
 * 2 %, 1 % and the task's own tolerance, whose `within` comes first.
 */
export function createJudge(size: number, tolerance: number): Pick<Task, "metrics" | "judge" | "wellFormed"> {
  const tolerances = [...new Set([tolerance, ...TOLERANCES])];
  const percents = tolerances.map((value) => Number((100 * value).toPrecision(12)));
  const within = percents.map((percent) => `within${percent}`);
  const every = percents.map((percent) => `every${percent}`);
  const parse = (text: string): number[] | null => {
    const values = parseEigenvalues(text);
    return values?.length === size ? values : null;
  };

  return {
    metrics: [...within, ...every],
    wellFormed: (output) => parse(output) !== null,
    judge(example, output): Judgement {
      const truth = parse(example.reference);
      const answer = parse(output);
      let norm = 0;
      let distance = 0;
      let worst = 0;
      for (let i = 0; i < size; i++) {
        const value = truth === null ? Number.NaN : truth[i]!;
        const difference = answer === null ? Infinity : Math.abs(answer[i]! - value);
        norm += Math.abs(value);
        distance += difference;
        worst = Math.max(worst, difference === 0 ? 0 : difference / Math.abs(value));
      }
      const metrics: Record<string, number> = {};
      for (let k = 0; k < tolerances.length; k++) {
        metrics[within[k]!] = distance <= tolerances[k]! * norm ? 1 : 0;
        metrics[every[k]!] = worst <= tolerances[k]! ? 1 : 0;
      }
      return {
        parsed: answer !== null,
        correct: distance <= tolerance * norm ? 1 : 0,
        error: norm === 0 ? distance : distance / norm,
        metrics,
      };
    },
  };
}
