import { rougeScorer } from "../../metrics/rouge/rouge.ts";
import type { Judge } from "../task.ts";
import type { CorrectOptions } from "./options.ts";

const kinds = ["rouge1", "rouge2", "rougeL"] as const;

/**
 * Compares texts with their references by ROUGE F-measures and to the letter, spaces around them aside. An empty text is
 * malformed. The error is one minus the metric that says what is correct.
 */
export function textJudge(
  name: string,
  { correct, stem }: { readonly correct: CorrectOptions; readonly stem: boolean },
): Judge {
  const score = rougeScorer({ kinds, stem });
  const wellFormed = (output: string): boolean => output.trim() !== "";
  return {
    name,
    wellFormed,
    judge({ reference }, output) {
      const scores = score(output, reference);
      const metrics = {
        rouge1: scores.rouge1.f,
        rouge2: scores.rouge2.f,
        rougeL: scores.rougeL.f,
        exact: output.trim() === reference.trim() ? 1 : 0,
      };
      const agreement = metrics[correct.metric];
      const { atLeast } = correct;
      return {
        parsed: wellFormed(output),
        correct: atLeast === undefined ? agreement : agreement >= atLeast ? 1 : 0,
        error: 1 - agreement,
        metrics,
      };
    },
  };
}
