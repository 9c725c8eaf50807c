import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import type { Trace, TraceEdge } from "../../src/server/api.ts";
import { folded } from "../../src/web/trace/columns.ts";
import { type Layers, layersOf } from "../../src/web/trace/layers.ts";

const edge = (from: string, to: string, role = "input"): TraceEdge => ({ from, to, role, facts: {} });

function graph(root: string, edges: readonly TraceEdge[], artifacts: readonly string[] = []): Trace {
  const ids = [...new Set([root, ...edges.flatMap(({ from, to }) => [from, to])])];
  const nodes = ids.map((id) => ({
    id,
    kind: artifacts.includes(id) ? ("artifact" as const) : ("stage" as const),
    title: id,
    facts: {},
  }));
  return { root, nodes, edges };
}

const names = (layers: readonly (readonly { node: { id: string } }[])[]): string[][] =>
  layers.map((layer) => layer.map(({ node }) => node.id));

describe("the layers of a trace", () => {
  const stored = graph("c1", [
    edge("r1", "s1", "ran"),
    edge("s1", "s2"),
    edge("s1", "e1"),
    edge("e1", "c1"),
    edge("s2", "c1", "made"),
    edge("c1", "s3", "scored"),
    edge("c1", "s5", "dropped"),
    edge("c1", "s4", "kept"),
    edge("s3", "s4", "scores"),
    edge("s3", "s5", "scores"),
    edge("s2", "s3", "candidates"),
    edge("s4", "s6", "selection"),
  ]);

  it("stand by the longest way to each node, so that every edge leads one way", () => {
    const { root, before, after } = layersOf(stored);
    expect(root.node.id).toBe("c1");
    expect(names(before)).toEqual([["e1", "s2"], ["s1"], ["r1"]]);
    expect(names(after)).toEqual([["s3"], ["s4", "s5"], ["s6"]]);
  });

  it("put what leads on before what ends there, whatever the order of the edges", () => {
    const { after } = layersOf({ ...stored, edges: stored.edges.toReversed() });
    expect(names(after)[1]).toEqual(["s4", "s5"]);
  });

  it("say by which edges a node was reached from the root's side", () => {
    const { after } = layersOf(stored);
    expect(after[0]![0]!.by.map(({ from, role }) => `${from} ${role}`)).toEqual(["c1 scored"]);
    expect(after[1]![0]!.by.map(({ from, role }) => `${from} ${role}`)).toEqual(["c1 kept", "s3 scores"]);
  });

  it("leave files with the stage that wrote them, unless they are asked for", () => {
    const edges = [edge("s1", "s2", "model"), edge("s1", "a1", "wrote"), edge("s1", "a2", "wrote")];
    const stage = layersOf(graph("s1", edges, ["a1", "a2"]));
    expect(names(stage.after)).toEqual([["s2"]]);
    expect(stage.root.files.map(({ id }) => id)).toEqual(["a1", "a2"]);
    const file = layersOf(graph("a2", edges, ["a1", "a2"]));
    expect(names(file.before)).toEqual([["s1"]]);
    expect(file.after).toEqual([]);
  });

  it("say of a circle that it is one", () => {
    expect(() => layersOf(graph("a", [edge("a", "b"), edge("b", "a")]))).toThrow("leads to itself");
    expect(() => layersOf(graph("a", [edge("a", "b"), edge("b", "c"), edge("c", "b")]))).toThrow("circle");
  });

  it("of any graph without circles hold each node that a way joins to the root once, one step after its nearest", () => {
    const random = createRandom(7);
    for (let round = 0; round < 50; round++) {
      const size = 2 + Math.floor(random.uniform() * 20);
      const edges: TraceEdge[] = [];
      for (let from = 0; from < size; from++) {
        for (let to = from + 1; to < size; to++)
          if (random.uniform() < 0.2) edges.push(edge(`n${from}`, `n${to}`));
      }
      const root = `n${Math.floor(random.uniform() * size)}`;
      check(layersOf(graph(root, edges)), edges, root);
    }
  });
});

function check({ before, after }: Layers, edges: readonly TraceEdge[], root: string): void {
  const sides = [
    { layers: names(after), near: "from", far: "to" },
    { layers: names(before), near: "to", far: "from" },
  ] as const;
  for (const { layers, near, far } of sides) {
    const at = new Map([[root, 0], ...layers.flatMap((layer, i) => layer.map((id) => [id, i + 1] as const))]);
    expect(at.size).toBe(1 + layers.flat().length);
    for (const one of edges.filter((one) => at.has(one[near]))) {
      expect(at.get(one[far])).toBeGreaterThan(at.get(one[near])!);
    }
    for (const [id, depth] of at) {
      if (depth === 0) continue;
      const nearer = edges
        .filter((one) => one[far] === id && at.has(one[near]))
        .map((one) => at.get(one[near])!);
      expect(depth).toBe(1 + Math.max(...nearer));
    }
  }
}

describe("a large layer", () => {
  it("is folded after its first nodes, and never to hide a single one", () => {
    const layer = Array.from({ length: 320 }, (_, i) => i);
    expect(folded(layer, false)).toEqual({ shown: layer.slice(0, 8), hidden: 312 });
    expect(folded(layer, true)).toEqual({ shown: layer, hidden: 0 });
    expect(folded(layer.slice(0, 9), false)).toEqual({ shown: layer.slice(0, 9), hidden: 0 });
  });
});
