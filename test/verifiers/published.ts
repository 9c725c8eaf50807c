import type { Judge } from "../../src/tasks/task.ts";
import type { Score, VerifierKind } from "../../src/verifiers/verifier.ts";
import { fixtures } from "../published/fixtures.ts";
import { itemOf, type Row } from "./rules.ts";

const task: Judge = {
  name: "none",
  wellFormed: () => true,
  judge() {
    throw new Error("published models ask no task");
  },
};

/** A verifier by a model of the fixtures, which the test lets go of. */
export function opened<Options>(
  kind: VerifierKind<Options>,
  options: Options,
): { score(rows: readonly Row[]): Promise<Score[]>; release(): Promise<void> } {
  const made = kind.create(options, { task, folder: fixtures });
  if (typeof made === "function") throw new Error("nothing to let go of");
  return {
    async score(rows) {
      const scores = await made.score(rows.map(itemOf));
      return Array.from(scores, (score) => (typeof score === "number" ? { score } : score));
    },
    release: made.release,
  };
}
