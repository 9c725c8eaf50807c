import type { RunInspection } from "../../../server/api.ts";
import { files } from "../../api.ts";
import { useQuery } from "../../router.ts";
import { graphOf } from "./graph.ts";
import { Picture } from "./picture.tsx";
import { StagePanel } from "./stage-panel.tsx";

/** The stages of a run as a picture; the chosen one is told in full below it. */
export function Pipeline({ db, run }: { readonly db: number; readonly run: RunInspection }) {
  const [query, choose] = useQuery();
  const graph = graphOf(run.stages);
  const chosen = run.stages.find(({ id }) => id === query.get("stage"));
  const group = graph.groups.find(({ stages }) => chosen !== undefined && stages.includes(chosen));
  const show = (stage: string | null) => choose({ stage }, "replace");
  return (
    <section id="pipeline" aria-labelledby="pipeline-title">
      <h2 id="pipeline-title">Pipeline</h2>
      <Picture graph={graph} chosen={group?.key ?? null} choose={show} />
      <p class="links small">
        <span class="muted">To show elsewhere:</span>
        {(["svg", "png", "csv"] as const).map((kind) => (
          <a
            key={kind}
            href={files.figure(db, run.head.id, "flow", kind)}
            download={`${run.head.id}-pipeline.${kind}`}
          >
            {kind.toUpperCase()}
          </a>
        ))}
      </p>
      {chosen !== undefined && group !== undefined && (
        <StagePanel db={db} run={run} group={group} stage={chosen} choose={show} />
      )}
    </section>
  );
}
