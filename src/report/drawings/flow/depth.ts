import type { InspectedStage } from "../../../inspect/index.ts";

/**
 * The column of each stage: right of its inputs and left of what it goes into, and within that beside the last of its
 * kind, so that what is alike stands together.
 *
 * @param stages each after its inputs
 */
export function columnsOf(stages: readonly InspectedStage[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const { id, inputs } of stages) {
    depths.set(id, Math.max(0, ...inputs.map(({ stage }) => (depths.get(stage) ?? -1) + 1)));
  }
  const deepest = new Map<string, number>();
  for (const { id, kind } of stages) deepest.set(kind, Math.max(deepest.get(kind) ?? 0, depths.get(id)!));
  const columns = new Map<string, number>();
  for (const { id, kind } of stages.toReversed()) {
    const users = stages.filter(({ inputs }) => inputs.some(({ stage }) => stage === id));
    columns.set(id, Math.min(deepest.get(kind)!, ...users.map((user) => columns.get(user.id)! - 1)));
  }
  return columns;
}
