import { positionOf, rowId } from "./ids.ts";
import { requireInput, writeOpen } from "./rows.ts";
import type { Store } from "./store.ts";

/** Gold labels of some candidates of one stage. */
export interface LabelColumns {
  /** Positions of the labelled candidates in their stage, ascending. */
  readonly positions: Int32Array;
  /** How correct each is, in [0, 1]; 0 or 1 where correctness is yes or no. */
  readonly values: Float64Array;
  /** How many candidates each stands for, relative to the others. */
  readonly weights: Float64Array;
}

/**
 * Writes gold labels in one transaction; those already there stay as they are.
 *
 * @param candidateStage an input of the stage
 * @param source who says so: a task's own check, a person, a file
 */
export function writeLabels(
  store: Store,
  stageId: number,
  candidateStage: number,
  source: string,
  labels: {
    readonly positions: ArrayLike<number>;
    readonly values: ArrayLike<number>;
    /** 1 each when left out. */
    readonly weights?: ArrayLike<number>;
  },
): void {
  writeOpen(store, stageId, () => {
    requireInput(store, stageId, candidateStage);
    const insert = store.prepare(
      "INSERT INTO labels (stage_id, candidate_id, value, source, weight) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    for (let i = 0; i < labels.positions.length; i++) {
      insert.run(
        stageId,
        rowId(candidateStage, labels.positions[i]),
        labels.values[i],
        source,
        labels.weights?.[i] ?? 1,
      );
    }
  });
}

export function readLabels(store: Store, stageId: number): LabelColumns {
  return store.read(() => {
    const rows = store
      .prepare<[number, number, number]>(
        "SELECT candidate_id, value, weight FROM labels WHERE stage_id = ? ORDER BY candidate_id",
      )
      .raw()
      .all(stageId);
    return {
      positions: Int32Array.from(rows, ([id]) => positionOf(id)),
      values: Float64Array.from(rows, ([, value]) => value),
      weights: Float64Array.from(rows, ([, , weight]) => weight),
    };
  });
}
