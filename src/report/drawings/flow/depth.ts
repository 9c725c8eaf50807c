import type { InspectedStage } from "../../../inspect/index.ts";

/**
 * The column of each stage: right of its inputs, and as near as may be to what it goes into, yet beside those of its kind
 * that could begin when it could. What comes from nothing stands in the first column.
 *
 * @param stages each after its inputs
 */
export function columnsOf(stages: readonly InspectedStage[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const { id, inputs } of stages) {
    depths.set(id, Math.max(0, ...inputs.map(({ stage }) => (depths.get(stage) ?? -1) + 1)));
  }
  const users = new Map<string, string[]>();
  for (const { id, inputs } of stages) {
    for (const { stage } of inputs) users.set(stage, [...(users.get(stage) ?? []), id]);
  }
  const columns = new Map<string, number>();
  const deepest = Math.max(0, ...depths.values());
  for (let depth = deepest; depth >= 0; depth--) {
    const here = stages.filter(({ id }) => depths.get(id) === depth);
    for (const alike of Map.groupBy(here, ({ kind }) => kind).values()) {
      const limits = alike.flatMap(({ id }) => (users.get(id) ?? []).map((user) => columns.get(user)! - 1));
      const column =
        depth === 0 ? 0 : limits.length > 0 ? Math.min(...limits) : lastOf(alike[0]!, stages, depths);
      for (const { id } of alike) columns.set(id, column);
    }
  }
  return columns;
}

const lastOf = (
  { kind }: InspectedStage,
  stages: readonly InspectedStage[],
  depths: ReadonlyMap<string, number>,
): number => Math.max(...stages.filter((one) => one.kind === kind).map(({ id }) => depths.get(id)!));
