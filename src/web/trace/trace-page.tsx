import type { Trace } from "../../server/api.ts";
import { routes, useAnswer } from "../api.ts";
import { Answered } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Link, places } from "../router.ts";
import { Graph } from "./graph.tsx";
import { IdField } from "./id-field.tsx";
import { layersOf } from "./layers.ts";
import { Panel } from "./panel.tsx";

/** Where something came from and what became of it, to walk in both directions. */
export function TracePage({
  db,
  run,
  id,
}: {
  readonly db: number;
  readonly run: string;
  readonly id: string;
}) {
  const trace = useAnswer(routes.trace(db, id));
  useTitle(`Where ${id} came from`);
  return (
    <div class="wide trace-page">
      <header class="trace-head">
        <h1>{id}</h1>
        {trace.data?.root === id && <Kind trace={trace.data} db={db} run={run} />}
        <IdField db={db} run={run} />
      </header>
      <Answered answer={trace} what={`where ${id} came from`}>
        {(data) => <Walk db={db} run={run} trace={data} />}
      </Answered>
    </div>
  );
}

const kinds = {
  run: "a run",
  stage: "a stage",
  example: "an input",
  candidate: "an output",
  artifact: "a file",
} as const;

function Kind({ trace, db, run }: { readonly trace: Trace; readonly db: number; readonly run: string }) {
  const kind = trace.nodes.find(({ id }) => id === trace.root)?.kind ?? "stage";
  return (
    <p class="muted">
      {kinds[kind]}
      {kind === "candidate" && (
        <>
          , to be <Link href={places.row(db, run, trace.root)}>seen with its scores and labels</Link>
        </>
      )}
      {kind === "run" && (
        <>
          , with <Link href={places.run(db, trace.root)}>a page of its own</Link>
        </>
      )}
    </p>
  );
}

function Walk({ db, run, trace }: { readonly db: number; readonly run: string; readonly trace: Trace }) {
  const layers = layersOf(trace);
  const href = (id: string) => places.trace(db, run, id);
  return (
    <>
      <Graph key={trace.root} layers={layers} href={href} />
      <Panel layers={layers} trace={trace} href={href} />
    </>
  );
}
