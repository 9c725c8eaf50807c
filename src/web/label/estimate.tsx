import type { CandidateSet } from "../../server/api.ts";
import { routes, useAnswer } from "../api.ts";
import { places, useQuery } from "../router.ts";
import { Choice } from "../rows/filters.tsx";
import { shareOf } from "../rows/share.ts";
import { ShareResult } from "../rows/share-result.tsx";
import { Slider } from "../rows/slider.tsx";
import { useDebounced } from "../rows/use-debounced.ts";

/** What the labels say so far of one verifier and share, asked anew after every label. */
export function EstimateAside({
  db,
  run,
  set,
  revision,
}: {
  readonly db: number;
  readonly run: string;
  readonly set: CandidateSet;
  readonly revision: number;
}) {
  const [query, choose] = useQuery();
  const share = shareOf(query, set);
  const asked = share && routes.reselect(db, run, set.stage, { ...share, against: null });
  const { data } = useAnswer(useDebounced(asked, 80) as typeof asked, revision);
  if (share === null) {
    return <aside class="muted">No verifier has scored these rows, so labels say nothing of one yet.</aside>;
  }
  return (
    <aside aria-label="What the labels say" class="card">
      <h2>What the labels say</h2>
      <div class="fields">
        <Choice
          name="Scores of"
          value={share.verifier}
          options={set.verifiers.filter(({ range }) => range !== null).map(({ name }) => [name, name])}
          onChoose={(of) => choose({ of }, "replace")}
        />
        <Slider share={share.fraction} onSlide={(fraction) => choose({ share: fraction }, "replace")} />
      </div>
      {data && <ShareResult found={data} href={(id) => places.row(db, run, id)} title={null} error={null} />}
      {data?.estimate === null && <p class="muted">Nothing yet: the first labels will.</p>}
    </aside>
  );
}
