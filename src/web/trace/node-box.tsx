import { scoreText } from "../../format.ts";
import type { TraceEdge } from "../../server/api.ts";
import { Link } from "../router.ts";
import { Plain } from "../visible.tsx";
import type { Placed } from "./layers.ts";

/** A node as a link that walks to it. */
export function NodeBox({
  placed: { node, by, files },
  root,
  step,
  href,
  onLook,
}: {
  readonly placed: Placed;
  readonly root: string;
  readonly step: number;
  href(id: string): string;
  onLook(id: string | null): void;
}) {
  const isRoot = node.id === root;
  const own = by.find(({ from, to }) => from === root || to === root);
  const look = () => onLook(node.id);
  const leave = () => onLook(null);
  return (
    <Link
      href={href(node.id)}
      class={`node ${node.kind} ${own?.role === "dropped" ? "dropped" : ""}`}
      aria-current={isRoot ? "true" : undefined}
      data-node
      onMouseEnter={look}
      onMouseLeave={leave}
      onFocus={look}
      onBlur={leave}
      title={node.title.slice(0, 300)}
    >
      <span class="node-head">
        <span class="node-id">{node.id}</span>
        {own && <Role edge={own} />}
      </span>
      <span class="node-title">
        <Plain text={node.title.slice(0, 200) || node.kind} />
      </span>
      {!isRoot && own === undefined && (
        <span class="unsaid">
          {step < 0 ? ", went into " : ", made from "}
          {by.map(({ from, to }) => (step < 0 ? to : from)).join(", ")}
        </span>
      )}
      {files.length > 0 && (
        <span class="unsaid">{`, wrote ${files.length} ${files.length === 1 ? "file" : "files"}`}</span>
      )}
    </Link>
  );
}

/** What tied it to the root: `scored −0.5`, `kept`. */
function Role({ edge: { role, facts } }: { readonly edge: TraceEdge }) {
  const value = facts.score ?? facts.value;
  return (
    <span class={`role ${role}`}>
      <Plain text={role} />
      {typeof value === "number" && ` ${scoreText(value)}`}
    </span>
  );
}
