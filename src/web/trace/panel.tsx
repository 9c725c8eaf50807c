import { some } from "../../format.ts";
import type { Trace, TraceEdge } from "../../server/api.ts";
import { Link } from "../router.ts";
import { Plain } from "../visible.tsx";
import { Fact } from "./fact.tsx";
import type { Layers } from "./layers.ts";

/** All that is known of the root, with each of its edges in words. */
export function Panel({
  layers: { root },
  trace,
  href,
}: {
  readonly layers: Layers;
  readonly trace: Trace;
  href(id: string): string;
}) {
  const titles = new Map(trace.nodes.map(({ id, title }) => [id, title]));
  const incoming = trace.edges.filter(({ to }) => to === root.node.id);
  const outgoing = trace.edges.filter(({ from, role }) => from === root.node.id && role !== "wrote");
  return (
    <div class="trace-panel">
      <section>
        <h2>What is known of {root.node.id}</h2>
        <dl class="pairs wide-pairs">
          {Object.entries(root.node.facts).map(([name, value]) => (
            <div key={name}>
              <dt>{spaced(name)}</dt>
              <dd>
                <Fact value={value} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <div>
        <Ties
          title="Made from"
          edges={incoming}
          idOf={({ from }) => from}
          titles={titles}
          href={href}
          none="Nothing stands before it."
        />
        <Ties
          title="Became"
          edges={outgoing}
          idOf={({ to }) => to}
          titles={titles}
          href={href}
          none="Nothing was made of it."
        />
        {root.files.length > 0 && (
          <section>
            <h2>Wrote {some(root.files.length, "file")}</h2>
            <ul class="ties">
              {root.files.map(({ id, title }) => (
                <li key={id}>
                  <Link href={href(id)}>{id}</Link> <Plain text={title} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

/** A reason that only says the role again is left out. */
function TieFacts({ role, facts }: Pick<TraceEdge, "role" | "facts">) {
  const said = Object.entries(facts).filter(([, value]) => value !== role);
  if (said.length === 0) return null;
  return (
    <span class="tie-pairs muted small">
      {said.map(([name, value]) => (
        <span key={name}>
          {name !== "reason" && `${spaced(name)} `}
          <Fact value={value} />
        </span>
      ))}
    </span>
  );
}

/** `startedAt` → `started at` */
const spaced = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function Ties({
  title,
  edges,
  idOf,
  titles,
  href,
  none,
}: {
  readonly title: string;
  readonly edges: readonly TraceEdge[];
  idOf(edge: TraceEdge): string;
  readonly titles: ReadonlyMap<string, string>;
  href(id: string): string;
  readonly none: string;
}) {
  return (
    <section>
      <h2>{title}</h2>
      {edges.length === 0 && <p class="muted">{none}</p>}
      <ul class="ties">
        {edges.map((edge, i) => {
          const id = idOf(edge);
          return (
            <li key={`${id} ${i}`}>
              <span class="role" data-role={edge.role}>
                <Plain text={edge.role} />
              </span>{" "}
              <Link href={href(id)}>{id}</Link>{" "}
              <span class="excerpt-line">
                <Plain text={(titles.get(id) ?? "").slice(0, 300)} />
              </span>
              <TieFacts role={edge.role} facts={edge.facts} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
