import type { RunHead } from "../../server/api.ts";

/** How far a run is; what runs says how many stages it has done. */
export function Status({ head: { status, stagesDone } }: { readonly head: RunHead }) {
  return (
    <span class={`status ${status}`}>
      {status}
      {status === "running" && <span class="muted"> · {stagesDone} stages done</span>}
    </span>
  );
}
