import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { LabelDesign } from "../../estimation/design.ts";
import {
  byHand,
  findStage,
  readHandLabels,
  readLabels,
  readSourceIds,
  type Store,
  writeLabels,
} from "../../store/index.ts";
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

/** Labels that people gave candidates in the store, of rows that chance chose. */
export interface HandSource {
  /** By the candidates' positions. */
  readonly labels: ReadonlyMap<number, number>;
  /** SHA-256 of `labels`. */
  readonly sha256: string;
}

/** Labels that were given by hand since a stage took candidates in; null where none were. */
export function handSource(store: Store | undefined, candidates: Stage): HandSource | null {
  const stage = store && findStage(store, candidates.key);
  if (stage === undefined) return null;
  const { positions, values, drawn } = readHandLabels(store!, stage.id);
  const places = [...positions.keys()].filter((i) => drawn[i] === 1);
  if (places.length === 0) return null;
  const labels = places.map((i) => [positions[i]!, values[i]!] as const);
  const sha256 = createHash("sha256").update(JSON.stringify(labels)).digest("hex");
  return { labels: new Map(labels), sha256 };
}

/**
 * The labels of a file and those given by hand, and where there are neither those that the candidates came with. A
 * person's word takes the place of others, and their weight. Labels of no candidate are rejected.
 */
export function labelFileStage(
  source: LabelSource | null,
  hand: HandSource | null,
  candidates: Stage,
): Stage {
  return defineStage({
    kind: "label",
    name: source === null ? byHand : basename(source.file),
    version: 1,
    options: {
      ...(source && { sha256: source.sha256, design: source.design }),
      ...(hand && { byHand: hand.sha256 }),
    },
    inputs: [{ role: "candidates", stage: candidates }],
    rows: null,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, input }) {
      const stage = input("candidates");
      const came = readLabels(store, stage);
      const weights = new Map(Array.from(came.positions, (position, i) => [position, came.weights[i]!]));
      const beside = source === null ? new Map<number, number>() : located(store, stage, source.labels);
      const given = [...beside].filter(([position]) => !hand?.labels.has(position));
      const told = [...(hand?.labels ?? [])];
      const others = [...came.positions.keys()].filter((i) => {
        const position = came.positions[i]!;
        return !beside.has(position) && !hand?.labels.has(position);
      });
      const write = (by: string, labels: readonly (readonly [number, number])[], weigh?: Weigh): void => {
        writeLabels(store, stageId, stage, by, {
          positions: labels.map(([position]) => position),
          values: labels.map(([, value]) => value),
          ...(weigh && { weights: labels.map(([position]) => weigh(position)) }),
        });
      };
      write(byHand, told, (position) => (beside.has(position) ? 1 : (weights.get(position) ?? 1)));
      if (source !== null) write(source.file, given);
      write(
        "the file of candidates",
        others.map((i) => [came.positions[i]!, came.values[i]!]),
        (position) => weights.get(position)!,
      );
      const kept = told.length + given.length + others.length;
      const rejected = (source?.labels.size ?? 0) - beside.size;
      return { input: kept + rejected, kept, rejected, failed: 0 };
    },
  });
}

type Weigh = (position: number) => number;

/** Labels by the positions of the candidates with those ids; without those of no candidate. */
function located(store: Store, candidates: number, labels: ReadonlyMap<string, number>): Map<number, number> {
  if (labels.size === 0) return new Map();
  const positions = readSourceIds(store, candidates);
  return new Map(
    [...labels].flatMap(([id, label]) => {
      const position = positions.get(id);
      return position === undefined ? [] : [[position, label] as const];
    }),
  );
}
