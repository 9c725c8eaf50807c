import type { Trace, TraceEdge, TraceNode } from "../store/index.ts";
import { clip } from "./fold.ts";
import { table } from "./table.ts";

/** A trace for a person: all that is known of the root, then a line each for what it came from and went into. */
export function traceReport({ root, nodes, edges }: Trace, width: number): string {
  const ordered = inOrder(nodes, edges);
  const before = reachable(root, edges, "from");
  const after = reachable(root, edges, "to");
  const node = nodes.find(({ id }) => id === root)!;
  const others = ordered.filter(({ id }) => id !== root);
  const sections: [string, TraceNode[], (node: TraceNode) => string][] = [
    ["Made from", others.filter(({ id }) => before.has(id)), ({ id }) => uses(id, before, root, edges)],
    [
      "What became of it",
      others.filter(({ id }) => after.has(id)),
      ({ id }) => origins(id, after, root, edges),
    ],
    [
      "Beside it",
      others.filter(({ id }) => !before.has(id) && !after.has(id)),
      ({ id }) => makers(id, edges),
    ],
  ];
  const facts = flat(node.facts).map(([key, value]) => `${key}: ${value}`);
  return [
    clip(`${root}  ${node.kind}  ${node.title}`, width),
    ...facts.map((fact) => `  ${clip(fact, width - 2)}`),
    ...sections
      .filter(([, members]) => members.length > 0)
      .flatMap(([title, members, how]) => ["", title, lines(members, how, width)]),
  ].join("\n");
}

function lines(nodes: readonly TraceNode[], how: (node: TraceNode) => string, width: number): string {
  const columns = [{ title: "id" }, { title: "what" }, { title: "how" }];
  const each = Math.max(20, Math.floor((width - 12) / 2));
  const rows = nodes.map((node) => ({
    cells: [node.id, clip(node.title, each), clip(how(node), each)],
    remark: clip(brief(node), width - 6),
  }));
  return table(columns, rows, width);
}

/** Ids from which `root` is reached along the edges (`from`), or that are reached from it (`to`), with the root. */
function reachable(root: string, edges: readonly TraceEdge[], way: "from" | "to"): Set<string> {
  const back = way === "from" ? "to" : "from";
  const found = new Set([root]);
  for (const id of found) for (const edge of edges) if (edge[back] === id) found.add(edge[way]);
  return found;
}

/** What a node before the root gave to the next nodes on the way to it. */
function uses(id: string, before: Set<string>, root: string, edges: readonly TraceEdge[]): string {
  return edges
    .filter(({ from, to }) => from === id && before.has(to))
    .map(({ role, to, facts }) => (to === root ? words(role, facts) : `${role} → ${to}`))
    .join("; ");
}

/** What a node after the root got from the nodes on the way from it. */
function origins(id: string, after: Set<string>, root: string, edges: readonly TraceEdge[]): string {
  return edges
    .filter(({ from, to }) => to === id && after.has(from))
    .map(({ role, from, facts }) => (from === root ? words(role, facts) : `${from} → ${role}`))
    .join("; ");
}

function makers(id: string, edges: readonly TraceEdge[]): string {
  const made = edges.filter(({ to }) => to === id).map(({ role, from }) => `${from} → ${role}`);
  const makes = edges.filter(({ from }) => from === id).map(({ role, to }) => `${role} → ${to}`);
  return [...made, ...makes].join("; ");
}

/** `dropped: below the threshold`, `scored -0.0031` */
function words(role: string, facts: Readonly<Record<string, unknown>>): string {
  const values = Object.values(facts).map(text).join(", ");
  if (values === "" || values === role) return role;
  return `${role}${role === "dropped" ? ":" : ""} ${values}`;
}

const SHORT = new Set(["reference", "seed", "options.seed", "kept", "rejected", "failed"]);

/** The few facts that fit on a line; tracing the node itself shows all. */
function brief({ facts }: TraceNode): string {
  return flat(facts)
    .filter(([key, value]) => (SHORT.has(key) ? value !== "0" : /^metrics\..*\.estimate$/.test(key)))
    .map(([key, value]) => `${key.replace(/^metrics\.|^options\.|\.estimate$/g, "")} ${value}`)
    .join(", ");
}

/** Nested facts as pairs of a dotted key and a text. */
function flat(facts: Readonly<Record<string, unknown>>, prefix = ""): [string, string][] {
  return Object.entries(facts).flatMap(([key, value]): [string, string][] => {
    if (value === null || value === undefined) return [];
    if (typeof value !== "object" || Array.isArray(value)) return [[`${prefix}${key}`, text(value)]];
    return flat(value as Record<string, unknown>, `${prefix}${key}.`);
  });
}

function text(value: unknown): string {
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Each node after all that went into it. */
function inOrder(nodes: readonly TraceNode[], edges: readonly TraceEdge[]): TraceNode[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: ReadonlySet<string>): void => {
    if (ordered.has(id) || path.has(id)) return;
    for (const edge of edges) if (edge.to === id) visit(edge.from, new Set([...path, id]));
    ordered.add(id);
  };
  for (const { id } of nodes) visit(id, new Set());
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return [...ordered].flatMap((id) => byId.get(id) ?? []);
}
