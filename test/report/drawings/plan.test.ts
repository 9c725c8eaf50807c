import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { columnsOf } from "../../../src/report/drawings/flow/depth.ts";
import { shortcutsRemoved } from "../../../src/report/drawings/flow/edges.ts";
import { planFlow } from "../../../src/report/drawings/flow/plan.ts";
import { madeRun } from "./made.ts";

const run = madeRun();

describe("the columns of stages", () => {
  const columns = columnsOf(run.stages);
  const named = (kind: string, name: string) =>
    columns.get(run.stages.find((stage) => stage.kind === kind && stage.name === name)!.id);

  it("stand right of their inputs", () => {
    for (const { id, inputs } of run.stages) {
      for (const { stage } of inputs) expect(columns.get(stage)!).toBeLessThan(columns.get(id)!);
    }
  });

  it("hold what is alike together, unverified selections too", () => {
    expect(named("select", "synthesis by none")).toBe(named("select", "synthesis by oracle top-share 0.5"));
    expect(named("examples", "test")).toBe(0);
    expect(named("train", "generator")).toBe(1);
  });
});

describe("boxes", () => {
  const { columns, edges } = planFlow(run);
  const boxes = columns.flat().flatMap((section) => section.boxes);

  it("hold every stage once, the twins of a verifier in one row", () => {
    const held = boxes.flatMap(({ rows }) =>
      rows.flatMap(({ stages }) => stages.map(({ stage }) => stage.id)),
    );
    expect(held.toSorted()).toEqual(run.stages.map(({ id }) => id).toSorted());
    const verified = columns.flat().find(({ kind }) => kind === "verify")!.boxes;
    expect(verified.map(({ title }) => title)).toEqual(["oracle", "weak-supervision", "random"]);
    expect(verified[0]!.rows[0]!.stages.map(({ part }) => part)).toEqual(["synthesis", "calibration"]);
  });

  it("are joined from left to right", () => {
    const column = new Map(
      columns.flatMap((sections, i) => sections.flatMap((one) => one.boxes.map((box) => [box, i]))),
    );
    expect(edges.length).toBeGreaterThan(boxes.length / 2);
    for (const { from, to } of edges) expect(column.get(from)!).toBeLessThan(column.get(to)!);
  });
});

describe("edges without shortcuts", () => {
  it("reach all that they reached, and none can be left out", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(seed);
      const edges = Array.from({ length: 25 }, () => {
        const [a, b] = [random.integer(10), random.integer(10)];
        return { from: Math.min(a, b), to: Math.max(a, b) };
      }).filter(({ from, to }) => from !== to);
      const reduced = shortcutsRemoved(edges);
      expect(closure(reduced)).toEqual(closure(edges));
      for (const one of reduced) {
        expect(closure(reduced.filter((other) => other !== one))).not.toEqual(closure(edges));
      }
    }
  });
});

/** Every pair that a way leads between, by brute force. */
function closure(edges: readonly { readonly from: number; readonly to: number }[]): string[] {
  const pairs = new Set(edges.map(({ from, to }) => `${from} ${to}`));
  for (let round = 0; round < 10; round++) {
    for (const { from, to } of edges) {
      for (let end = 0; end < 10; end++) if (pairs.has(`${to} ${end}`)) pairs.add(`${from} ${end}`);
    }
  }
  return [...pairs].sort();
}
