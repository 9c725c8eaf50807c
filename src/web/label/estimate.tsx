import { places } from "../router.ts";
import { Choice } from "../rows/filters.tsx";
import { ShareResult } from "../rows/share-result.tsx";
import { Slider } from "../rows/slider.tsx";
import { type ShareProps, useShare } from "../rows/use-share.ts";

/** What the labels say so far of one verifier and share, asked anew after every label. */
export function EstimateAside(props: ShareProps) {
  const { db, run, set } = props;
  const { share, choose, data } = useShare(props, { against: null });
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
