import { basename } from "node:path";
import type { LabelDesign } from "../../estimation/design.ts";
import { readLabels, readSourceIds, writeLabels } from "../../store/index.ts";
import { defineStage, type Stage } from "../stage.ts";

/** Labels that were given apart from the file of candidates. */
export interface LabelSource {
  readonly file: string;
  /** By the candidates' ids in their file. */
  readonly labels: ReadonlyMap<string, number>;
  /** How rows were drawn to be labelled; null where at random. */
  readonly design: LabelDesign | null;
  /** SHA-256 of `labels`. */
  readonly sha256: string;
}

/** The labels of a file, and those that came with the candidates where it has none. Labels of no candidate are rejected. */
export function labelFileStage({ file, labels, design, sha256 }: LabelSource, candidates: Stage): Stage {
  return defineStage({
    kind: "label",
    name: basename(file),
    version: 1,
    options: { sha256, design },
    inputs: [{ role: "candidates", stage: candidates }],
    rows: null,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, input }) {
      const stage = input("candidates");
      const came = readLabels(store, stage);
      const given = new Map<number, number>();
      if (labels.size > 0) {
        const positions = readSourceIds(store, stage);
        for (const [id, label] of labels) {
          const position = positions.get(id);
          if (position !== undefined) given.set(position, label);
        }
      }
      const others = [...came.positions.keys()].filter((i) => !given.has(came.positions[i]!));
      writeLabels(store, stageId, stage, file, { positions: [...given.keys()], values: [...given.values()] });
      writeLabels(store, stageId, stage, "the file of candidates", {
        positions: others.map((i) => came.positions[i]!),
        values: others.map((i) => came.values[i]!),
        weights: others.map((i) => came.weights[i]!),
      });
      const kept = given.size + others.length;
      const rejected = labels.size - given.size;
      return { input: kept + rejected, kept, rejected, failed: 0 };
    },
  });
}
