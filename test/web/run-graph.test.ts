import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import type { RunInspection } from "../../src/server/api.ts";
import { type Graph, graphOf } from "../../src/web/run/pipeline/graph.ts";

type Stage = RunInspection["stages"][number];

const stage = (
  id: string,
  kind: string,
  ...inputs: readonly (readonly [role: string, stage: string])[]
): Stage => ({
  id,
  kind,
  name: `${kind} ${id}`,
  status: "done",
  startedAt: "2026-01-01T00:00:00Z",
  seconds: 1,
  books: { input: 1, kept: 1, rejected: 0, failed: 0 },
  rows: 1,
  rejected: {},
  inputs: inputs.map(([role, stage]) => ({ role, stage })),
  cost: 0,
  key: id,
  version: 1,
  options: {},
});

/** A pipeline of some verifiers and shares, as `pstar run` makes it. */
function pipeline(cells: number): Stage[] {
  const each = (make: (i: number) => Stage) => Array.from({ length: cells }, (_, i) => make(i));
  return [
    stage("e1", "examples"),
    stage("t1", "train", ["examples", "e1"]),
    stage("e2", "examples"),
    stage("g1", "generate", ["examples", "e2"], ["model", "t1"]),
    stage("l1", "label", ["candidates", "g1"]),
    ...each((i) => stage(`v${i}`, "verify", ["candidates", "g1"])),
    stage("s", "select", ["candidates", "g1"]),
    ...each((i) => stage(`s${i}`, "select", ["candidates", "g1"], ["scores", `v${i}`])),
    ...each((i) => stage(`m${i}`, "estimate", ["examples", "e2"], ["labels", "l1"], ["selection", `s${i}`])),
    ...each((i) => stage(`u${i}`, "train", ["selection", `s${i}`])),
    ...each((i) => stage(`w${i}`, "evaluate", ["examples", "e1"], ["model", `u${i}`])),
  ];
}

/** Stages whose inputs come before them, at random. */
function randomStages(seed: number, count: number): Stage[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const inputs = Array.from({ length: Math.min(i, random.integer(3)) }, () => `n${random.integer(i)}`);
    return stage(`n${i}`, "abc"[random.integer(3)]!, ...inputs.map((id) => ["input", id] as const));
  });
}

/** Every pair of groups of which one is reached from the other. */
function reached(edges: readonly (readonly [string, string])[]): Set<string> {
  const pairs = new Set(edges.map(([from, to]) => `${from}>${to}`));
  for (let grown = -1; grown !== pairs.size; ) {
    grown = pairs.size;
    for (const one of [...pairs]) {
      const [a, b] = one.split(">");
      for (const [from, to] of edges) if (from === b) pairs.add(`${a}>${to}`);
    }
  }
  return pairs;
}

function expectTrue(graph: Graph, stages: readonly Stage[]): void {
  const members = graph.groups.flatMap(({ stages }) => stages);
  expect(members.map(({ id }) => id).sort()).toEqual(stages.map(({ id }) => id).sort());
  const groupOf = new Map(graph.groups.flatMap(({ key, stages }) => stages.map(({ id }) => [id, key])));
  const depth = new Map(graph.groups.map(({ key, depth }) => [key, depth]));
  for (const [from, to] of graph.edges) expect(depth.get(from)!).toBeLessThan(depth.get(to)!);
  const pairs = reached(graph.edges);
  const links = stages.flatMap(({ id, inputs }) =>
    inputs.map(({ stage }) => [groupOf.get(stage)!, groupOf.get(id)!]),
  );
  for (const [from, to] of links) expect(pairs.has(`${from}>${to}`), `${from} → ${to}`).toBe(true);
  expect([...pairs].every((pair) => reached(links as [string, string][]).has(pair))).toBe(true);
  const places = graph.groups.map(({ depth, place }) => `${depth} ${place}`);
  expect(new Set(places).size, "two boxes in one place").toBe(places.length);
  expect(Math.max(...graph.groups.map(({ depth }) => depth)) + 1).toBe(graph.columns);
}

describe("the picture of a pipeline", () => {
  it("has one box for what is done many times, and reads from left to right", () => {
    for (const cells of [1, 13, 60]) {
      const graph = graphOf(pipeline(cells));
      expectTrue(graph, pipeline(cells));
      expect(graph.groups.map(({ kind, stages }) => `${kind} ${stages.length}`).sort()).toEqual(
        [
          "examples 2",
          "train 1",
          "generate 1",
          "label 1",
          `verify ${cells}`,
          `select ${cells + 1}`,
          `estimate ${cells}`,
          `train ${cells}`,
          `evaluate ${cells}`,
        ].sort(),
      );
      expect([graph.columns, graph.rows]).toEqual([7, 2]);
    }
  });

  it("draws no line that a longer way implies", () => {
    const { edges, groups } = graphOf(pipeline(3));
    const kind = new Map(groups.map(({ key, kind }) => [key, kind]));
    expect(edges.map(([from, to]) => `${kind.get(from)} → ${kind.get(to)}`).sort()).toEqual([
      "examples → train",
      "generate → label",
      "generate → verify",
      "label → estimate",
      "select → estimate",
      "select → train",
      "train → evaluate",
      "train → generate",
      "verify → select",
    ]);
  });

  it("is true to any stages, however they read from each other", () => {
    for (let seed = 0; seed < 60; seed++) {
      const stages = randomStages(seed, 1 + (seed % 25));
      expectTrue(graphOf(stages), stages);
    }
  });

  it("leaves out inputs that are not of the run, and is empty without stages", () => {
    expect(graphOf([stage("a", "verify", ["candidates", "elsewhere"])]).edges).toEqual([]);
    expect(graphOf([]).groups).toEqual([]);
  });
});
