import { Failed } from "../parts/states.tsx";
import { Link, places } from "../router.ts";
import { Choice } from "./filters.tsx";
import { ShareResult } from "./share-result.tsx";
import { Slider } from "./slider.tsx";
import { type ShareProps, useShare } from "./use-share.ts";

/** Keeps another share of a set and says what that would do; nothing is scored again. */
export function SharePanel(props: ShareProps) {
  const { db, run, set } = props;
  const { share, choose, data, error, isBehind, reload } = useShare(props);
  if (share === null) return null;
  const thinned = set.selections.filter(({ title }) => title.endsWith(", thinned"));
  return (
    <section class="share card" aria-labelledby="share-title">
      <h2 id="share-title">What keeping another share would do</h2>
      <div class="fields">
        <Choice
          name="Scores of"
          value={share.verifier}
          options={set.verifiers.filter(({ range }) => range !== null).map(({ name }) => [name, name])}
          onChoose={(of) => choose({ of }, "replace")}
        />
        <Choice
          name="Keep"
          value={share.selector}
          options={[
            ["top-share", "the highest scores"],
            ["best-of-n", "the best of each input, then the highest"],
          ]}
          onChoose={(by) => choose({ by: by === "top-share" ? null : by }, "replace")}
        />
        {set.selections.length > 0 && (
          <Choice
            name="Compared with"
            value={share.against ?? ""}
            options={[
              ["", "nothing"],
              ...set.selections.map(({ id, title }) => [id, `${id} ${title}`] as const),
            ]}
            onChoose={(against) => choose({ against }, "replace")}
          />
        )}
        <Slider share={share.fraction} onSlide={(fraction) => choose({ share: fraction }, "replace")} />
      </div>
      {error && error.status !== 0 && data === null && <Failed failure={error} retry={reload} />}
      {data && (
        <div aria-busy={isBehind}>
          <ShareResult
            found={data}
            href={(id) => places.row(db, run, id)}
            error={error}
            title={set.selections.find(({ id }) => id === data.change?.selection)?.title ?? null}
          />
        </div>
      )}
      {thinned.length > 0 && (
        <p class="muted small share-note">
          A share alone is kept here. {thinned.map(({ id }) => id).join(", ")} also{" "}
          {thinned.length === 1 ? "drops" : "drop"} rows by rules, duplicates or caps, so{" "}
          {thinned.length === 1 ? "its" : "their"} stored p⋆ and counts differ.
        </p>
      )}
      {data?.estimate === null && (
        <p class="muted">
          Without labels nothing can be said of its quality.{" "}
          <Link href={places.label(db, run, set.stage)}>Label some rows</Link>
        </p>
      )}
    </section>
  );
}
