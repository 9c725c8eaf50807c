import { shortNumber } from "../../format.ts";
import type { TraceEdge, TraceNode } from "../../server/api.ts";
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
  const { kind, title } = shortTitle(node);
  const isRoot = node.id === root;
  const own = by.find(({ from, to }) => from === root || to === root);
  const look = () => onLook(node.id);
  const leave = () => onLook(null);
  return (
    <Link
      href={href(node.id)}
      class={own?.role === "dropped" ? "node dropped" : "node"}
      aria-current={isRoot ? "true" : undefined}
      data-node
      onMouseEnter={look}
      onMouseLeave={leave}
      onFocus={look}
      onBlur={leave}
      title={node.title.slice(0, 300)}
    >
      <span class="node-head">
        <span>
          <span class="node-id">{node.id}</span> {kind}
        </span>
        {own && <Role edge={own} />}
      </span>
      <span class="node-title">
        <Plain text={title.slice(0, 200) || node.kind} />
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

/** A stage by its kind and what tells it from others of that kind: `verify` `oracle`, not `synthesis by oracle`. */
function shortTitle({ kind, title, facts }: TraceNode): { readonly kind: string; readonly title: string } {
  if (kind !== "stage" || typeof facts.kind !== "string" || typeof facts.name !== "string") {
    return { kind: "", title };
  }
  return { kind: facts.kind, title: facts.name.replace(/^.* by /, "") };
}

/** What tied it to the root: `scored −0.5`, `kept`. */
function Role({ edge: { role, facts } }: { readonly edge: TraceEdge }) {
  const value = facts.score ?? facts.value;
  return (
    <span class="role" data-role={role}>
      {typeof value === "number" ? (
        <>
          <span class="unsaid">
            <Plain text={role} />
          </span>{" "}
          {shortNumber(value)}
        </>
      ) : (
        <Plain text={role} />
      )}
    </span>
  );
}
