import { count, some } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import { Command } from "../parts/copy.tsx";
import { Plain } from "../visible.tsx";

/** How far a run is that is not done, and what goes on with it. */
export function Progress({ run: { head, stages } }: { readonly run: RunInspection }) {
  if (head.status === "done") return null;
  if (head.status !== "running") {
    return (
      <div class="state failed">
        <p class="state-title">
          {head.status === "failed" ? "The run failed" : "The run was interrupted"} after{" "}
          {some(head.stagesDone, "stage")}.
        </p>
        <p>What is done is kept. This goes on from there:</p>
        <Command text={head.command} />
      </div>
    );
  }
  const now = stages.filter(({ status }) => status === "running");
  return (
    <div class="state running">
      <p class="state-title">
        Running: {some(head.stagesDone, "stage")} done{now.length > 0 && `, ${now.length} under way`}
      </p>
      <ul class="plain" aria-live="polite" aria-atomic="true">
        {now.map(({ id, kind, name, rows }) => (
          <li key={id}>
            {kind} <Plain text={name} /> <span class="muted">{rows > 0 && `${count(rows)} rows so far`}</span>
          </li>
        ))}
      </ul>
      <p class="muted small">This page follows by itself.</p>
    </div>
  );
}
