import { count } from "../../format.ts";
import type { Queue } from "./use-queue.ts";

/** How many rows are labelled, and how many of them by hand. */
export function Progress({ counts }: { readonly counts: Queue["counts"] }) {
  if (counts === null) return null;
  const { labelled, byHand, rows, unused } = counts;
  return (
    <>
      <p class="label-progress" role="status">
        <b>{count(labelled)}</b> of {count(rows)} rows labelled
        {byHand > 0 && <>, {count(byHand)} by hand</>}
      </p>
      {unused !== undefined && <p class="label-unused muted">{unused}</p>}
    </>
  );
}
