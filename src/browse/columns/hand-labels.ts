import { readHandLabels, type Store } from "../../store/index.ts";

/** Labels given by hand, by their candidates' positions. */
export type HandLabels = ReadonlyMap<number, number>;

export function readHandLabelsOf(store: Store, stage: number): HandLabels {
  const { positions, values } = readHandLabels(store, stage);
  return new Map(Array.from(positions, (position, i) => [position, values[i]!]));
}
