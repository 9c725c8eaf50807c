import type { Trace, TraceEdge, TraceNode } from "../../server/api.ts";

/** A node with all that leads to it and away from it. */
export interface Placed {
  readonly node: TraceNode;
  /** Edges from the layers nearer to the root, or, in the root itself, none. */
  readonly by: readonly TraceEdge[];
  /** Files it wrote: they lead nowhere further, so they get no place of their own. */
  readonly files: readonly TraceNode[];
}

export interface Layers {
  readonly root: Placed;
  /** What the root was made from, nearest first; and what became of it. Each layer's nodes are in order. */
  readonly before: readonly (readonly Placed[])[];
  readonly after: readonly (readonly Placed[])[];
}

/**
 * Stands the graph of a trace in layers around its root: a node is as many steps away as the longest way to it has, so
 * every edge leads one way. What is neither before nor after the root is left out.
 *
 * @throws Error where the root is not among the nodes, or edges go in a circle
 */
export function layersOf(trace: Trace): Layers {
  const nodes = new Map(trace.nodes.map((node) => [node.id, node]));
  const files = filesOf(trace, nodes);
  const root = nodes.get(trace.root);
  if (root === undefined) throw new Error(`no node ${trace.root}`);
  const edges = trace.edges.filter(
    ({ from, to }) => nodes.has(from) && nodes.has(to) && (to === root.id || !isFile(nodes.get(to)!)),
  );
  const side = (near: "from" | "to", far: "from" | "to"): Placed[][] =>
    walk(root.id, edges, near, far).map((layer) =>
      layer.map(({ id, by }) => ({ node: nodes.get(id)!, by, files: files.get(id) ?? [] })),
    );
  return {
    root: { node: root, by: [], files: files.get(root.id) ?? [] },
    before: side("to", "from"),
    after: side("from", "to"),
  };
}

interface Reached {
  readonly id: string;
  readonly by: readonly TraceEdge[];
}

function walk(
  root: string,
  edges: readonly TraceEdge[],
  near: "from" | "to",
  far: "from" | "to",
): Reached[][] {
  const leaving = Map.groupBy(edges, (edge) => edge[near]);
  const reached = reachable(root, leaving, far);
  const among = edges.filter((edge) => reached.has(edge[near]));
  const arriving = Map.groupBy(among, (edge) => edge[far]);
  const depth = depths(root, leaving, arriving, far);
  const layers: Reached[][] = Array.from({ length: Math.max(...depth.values()) }, () => []);
  for (const [id, at] of depth) {
    if (at > 0) layers[at - 1]!.push({ id, by: arriving.get(id)! });
  }
  return ordered(root, layers, leaving, near);
}

function reachable(
  root: string,
  leaving: ReadonlyMap<string, readonly TraceEdge[]>,
  far: "from" | "to",
): Set<string> {
  const reached = new Set([root]);
  for (const id of reached) for (const edge of leaving.get(id) ?? []) reached.add(edge[far]);
  return reached;
}

/** Length of the longest way to each node: a node is reckoned once all that lead to it are (Kahn, 1962). */
function depths(
  root: string,
  leaving: ReadonlyMap<string, readonly TraceEdge[]>,
  arriving: ReadonlyMap<string, readonly TraceEdge[]>,
  far: "from" | "to",
): Map<string, number> {
  const waiting = new Map([...arriving].map(([id, edges]) => [id, edges.length]));
  const depth = new Map([[root, 0]]);
  const ready = [root];
  if (waiting.has(root)) throw new Error(`${root} leads to itself`);
  for (const id of ready) {
    for (const edge of leaving.get(id) ?? []) {
      const next = edge[far];
      depth.set(next, Math.max(depth.get(next) ?? 0, depth.get(id)! + 1));
      waiting.set(next, waiting.get(next)! - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  }
  if (ready.length <= arriving.size) throw new Error(`edges around ${root} go in a circle`);
  return depth;
}

/** Within a layer: what leads on first, then beside what it came by, so that few edges cross. */
function ordered(
  root: string,
  layers: readonly (readonly Reached[])[],
  leaving: ReadonlyMap<string, readonly TraceEdge[]>,
  near: "from" | "to",
): Reached[][] {
  const place = new Map([[root, 0]]);
  return layers.map((layer) => {
    const keys = new Map(
      layer.map(({ id, by }) => {
        const places = by.map((edge) => place.get(edge[near])!);
        return [
          id,
          {
            isEnd: leaving.has(id) ? 0 : 1,
            isDropped: by.some(({ role }) => role === "dropped") ? 1 : 0,
            middle: places.reduce((sum, at) => sum + at, 0) / places.length,
          },
        ];
      }),
    );
    const sorted = layer.toSorted((a, b) => {
      const [x, y] = [keys.get(a.id)!, keys.get(b.id)!];
      return x.isEnd - y.isEnd || x.isDropped - y.isDropped || x.middle - y.middle;
    });
    for (const [index, { id }] of sorted.entries()) place.set(id, index);
    return sorted;
  });
}

const isFile = (node: TraceNode): boolean => node.kind === "artifact";

function filesOf(trace: Trace, nodes: ReadonlyMap<string, TraceNode>): Map<string, TraceNode[]> {
  const written = trace.edges.filter(({ role, to }) => role === "wrote" && nodes.has(to));
  return new Map(
    [...Map.groupBy(written, ({ from }) => from)].map(([stage, edges]) => [
      stage,
      edges.map(({ to }) => nodes.get(to)!),
    ]),
  );
}
