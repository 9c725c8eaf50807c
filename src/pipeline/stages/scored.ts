import type { CandidateColumns } from "../../estimation/columns.ts";
import { type LabelDesign, postStratify } from "../../estimation/design.ts";
import { candidateColumns, type GroupOf } from "../columns.ts";
import type { Stage, StageContext, StageLink } from "../stage.ts";

/** Candidates with their labels and every verifier's scores, as inputs of a stage. */
export interface ScoredStages {
  readonly candidates: Stage;
  readonly labels: Stage;
  readonly scores: ReadonlyMap<string, Stage>;
  /** How rows were drawn to be labelled; null where at random. */
  readonly design: LabelDesign | null;
  readonly group: GroupOf | null;
  readonly seed: number;
}

const scoreRole = (name: string): string => `scores ${name}`;

export function scoredLinks({ candidates, labels, scores }: ScoredStages): StageLink[] {
  return [
    { role: "candidates", stage: candidates },
    { role: "labels", stage: labels },
    ...[...scores].map(([name, stage]) => ({ role: scoreRole(name), stage })),
  ];
}

/** The columns once those stages are done, labels weighed by their design. */
export function scoredColumns(
  { store, input }: Pick<StageContext, "store" | "input">,
  stages: ScoredStages,
): WeightedColumns {
  const { scores, group, seed, design } = stages;
  const ids = {
    candidates: input("candidates"),
    labels: input("labels"),
    scores: [...scores.keys()].map((name) => ({ name, stage: input(scoreRole(name)) })),
  };
  return weighted(candidateColumns(store, ids, { group, seed }), design);
}

/** Columns whose labels count for the rows that they stand for, and what is odd about that. */
export interface WeightedColumns {
  readonly columns: CandidateColumns;
  readonly warnings: readonly string[];
}

/** @param design how rows were drawn to be labelled; null where at random */
export function weighted(columns: CandidateColumns, design: LabelDesign | null): WeightedColumns {
  if (design === null) return { columns, warnings: [] };
  const { weights, warnings } = postStratify(columns, design);
  return { columns: { ...columns, weights }, warnings };
}
