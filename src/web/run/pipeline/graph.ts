import type { RunInspection } from "../../../server/api.ts";

type Stage = RunInspection["stages"][number];

/** Stages that do the same to the same kind of thing: one box of the picture, however many there are. */
export interface Group {
  readonly key: string;
  readonly kind: string;
  /** In the order of the run. */
  readonly stages: readonly Stage[];
  /** How far from the beginning: one more than the furthest group it reads from. */
  readonly depth: number;
  /** Place in its column, from 0 above. */
  readonly place: number;
}

export interface Graph {
  readonly groups: readonly Group[];
  /** Of groups, by key; what also goes another way round is left out. */
  readonly edges: readonly (readonly [from: string, to: string])[];
  readonly columns: number;
  /** Groups in the longest column. */
  readonly rows: number;
}

/**
 * The stages as a graph that a person can take in: those of one kind that read the same kind of input are one group, so
 * that thirteen students are one box. A group's edges are those of its stages, less those that a longer way implies.
 */
export function graphOf(stages: readonly Stage[]): Graph {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const level = levels(stages, byId);
  const members = grouped(stages, ({ kind, inputs }) => [kind, inputs[0]?.role ?? ""].join(" "));
  // Were two groups to read from each other, stages further on form groups of their own.
  const isTangled = cycle(reads(members, byId));
  const groups = isTangled ? grouped(stages, ({ id, kind }) => [kind, level.get(id)].join(" ")) : members;
  const from = reads(groups, byId);
  const depth = depths([...groups.keys()], from);
  const edges = reduced(from);
  const placed = places([...groups.keys()], depth, edges);
  return {
    groups: [...groups].map(([key, members]) => ({
      key,
      kind: members[0]!.kind,
      stages: members,
      depth: depth.get(key)!,
      place: placed.get(key)!,
    })),
    edges,
    columns: Math.max(0, ...depth.values()) + 1,
    rows: Math.max(0, ...placed.values()) + 1,
  };
}

type Reads = ReadonlyMap<string, ReadonlySet<string>>;

function grouped(stages: readonly Stage[], keyOf: (stage: Stage) => string): Map<string, Stage[]> {
  const groups = new Map<string, Stage[]>();
  for (const stage of stages) {
    const key = keyOf(stage);
    groups.set(key, [...(groups.get(key) ?? []), stage]);
  }
  return groups;
}

/** The groups that each group reads from. */
function reads(groups: ReadonlyMap<string, readonly Stage[]>, byId: ReadonlyMap<string, Stage>): Reads {
  const groupOf = new Map([...groups].flatMap(([key, stages]) => stages.map(({ id }) => [id, key] as const)));
  return new Map(
    [...groups].map(([key, stages]) => [
      key,
      new Set(
        stages
          .flatMap(({ inputs }) => inputs.filter(({ stage }) => byId.has(stage)))
          .map(({ stage }) => groupOf.get(stage)!),
      ),
    ]),
  );
}

/** How far each stage is from the beginning. */
function levels(stages: readonly Stage[], byId: ReadonlyMap<string, Stage>): Map<string, number> {
  const level = new Map<string, number>();
  for (const { id, inputs } of stages) {
    const before = inputs.filter(({ stage }) => byId.has(stage)).map(({ stage }) => level.get(stage) ?? 0);
    level.set(id, Math.max(-1, ...before) + 1);
  }
  return level;
}

const cycle = (from: Reads): boolean => [...from.keys()].some((key) => ancestors(key, from).has(key));

function ancestors(key: string, from: Reads): Set<string> {
  const found = new Set<string>();
  const open = [...from.get(key)!];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...from.get(next)!);
  }
  return found;
}

function depths(keys: readonly string[], from: Reads): Map<string, number> {
  const known = new Map<string, number>();
  const depth = (key: string): number => {
    if (!known.has(key)) known.set(key, Math.max(-1, ...[...from.get(key)!].map(depth)) + 1);
    return known.get(key)!;
  };
  for (const key of keys) depth(key);
  return known;
}

/** Edges that no longer way implies (transitive reduction). */
function reduced(from: Reads): [string, string][] {
  const before = new Map([...from.keys()].map((key) => [key, ancestors(key, from)]));
  return [...from].flatMap(([to, sources]) =>
    [...sources]
      .filter((source) => ![...sources].some((other) => other !== source && before.get(other)!.has(source)))
      .map((source): [string, string] => [source, to]),
  );
}

/** Places within columns: near the middle of what is read from, so that few edges cross. */
function places(
  keys: readonly string[],
  depth: ReadonlyMap<string, number>,
  edges: readonly (readonly [string, string])[],
): Map<string, number> {
  const placed = new Map<string, number>();
  const columns = Math.max(0, ...depth.values()) + 1;
  for (let column = 0; column < columns; column++) {
    const wanted = (key: string): number => {
      const parents = edges.filter(([, to]) => to === key).map(([from]) => placed.get(from)!);
      return parents.length === 0 ? 0 : parents.reduce((sum, place) => sum + place, 0) / parents.length;
    };
    keys
      .filter((key) => depth.get(key) === column)
      .sort((a, b) => wanted(a) - wanted(b))
      .forEach((key, place) => {
        placed.set(key, place);
      });
  }
  return placed;
}
