import { useState } from "preact/hooks";
import type { CandidateSet } from "../../server/api.ts";
import { canWrite, routes, useAnswer } from "../api.ts";
import { Answered, Empty } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Link, places, useQuery } from "../router.ts";
import { useShortcuts } from "../shortcuts.ts";
import { Plain } from "../visible.tsx";
import { Deeds } from "./deeds.tsx";
import { EstimateAside } from "./estimate.tsx";
import { deedOf, labelKeys } from "./keys.ts";
import { Progress } from "./progress.tsx";
import { RowToLabel } from "./row-to-label.tsx";
import { type Queue, useQueue } from "./use-queue.ts";

/** Labels by hand, one row at a time, drawn at random so that estimates may use them. */
export function LabelPage({
  db,
  run,
  stage,
}: {
  readonly db: number;
  readonly run: string;
  readonly stage: string | undefined;
}) {
  const sets = useAnswer(routes.sets(db, run));
  return (
    <div class="wide label-page">
      <Answered answer={sets} what="what can be labelled">
        {(known) => {
          const set = stage === undefined ? toLabel(known) : known.find((one) => one.stage === stage);
          if (set === undefined) {
            return (
              <Empty title="There is nothing to label">
                <Link href={places.rows(db, run)}>See the rows</Link>
              </Empty>
            );
          }
          return <Labelling key={set.stage} db={db} run={run} set={set} sets={known} />;
        }}
      </Answered>
    </div>
  );
}

/** Where labels count: the set that has some, else the first. */
const toLabel = (sets: readonly CandidateSet[]): CandidateSet | undefined =>
  sets.find(({ labelled }) => labelled > 0) ?? sets[0];

function Labelling({
  db,
  run,
  set,
  sets,
}: {
  readonly db: number;
  readonly run: string;
  readonly set: CandidateSet;
  readonly sets: readonly CandidateSet[];
}) {
  const queue = useQueue(db, run, set.stage);
  const [query, choose] = useQuery();
  const hasScores = query.get("scores") === "shown";
  const [afterPoint, setAfterPoint] = useState(false);
  const act = (key: string) => {
    const deed = deedOf(key, afterPoint);
    setAfterPoint(deed?.kind === "point");
    if (deed?.kind === "give" && canWrite()) queue.give(deed.value);
    if (deed?.kind === "skip") queue.skip();
    if (deed?.kind === "undo" && canWrite()) queue.undo();
    if (deed?.kind === "scores") choose({ scores: hasScores ? null : "shown" }, "replace");
  };
  useShortcuts(
    "Label",
    labelKeys.map(({ key, does }) => ({ key, does, run: () => act(key) })),
  );
  useTitle(`Label ${set.name}`);
  const [id, after] = queue.next;
  return (
    <>
      <header class="label-head">
        <h1>Label</h1>
        <nav class="sets" aria-label="Sets of candidates">
          {sets.map(({ stage, name }) => (
            <Link
              key={stage}
              href={places.label(db, run, stage)}
              aria-current={stage === set.stage ? "page" : undefined}
            >
              <Plain text={name} />
            </Link>
          ))}
        </nav>
        <Progress counts={queue.counts} />
      </header>
      <div class="label-body">
        <div>
          {id === undefined ? (
            <NoRow queue={queue} back={places.rows(db, run, set.stage)} />
          ) : (
            <RowToLabel db={db} run={run} id={id} after={after} set={set} hasScores={hasScores} />
          )}
          {(id !== undefined || queue.done.length > 0) && (
            <Deeds queue={queue} afterPoint={afterPoint} act={act} hasScores={hasScores} />
          )}
        </div>
        <EstimateAside
          db={db}
          run={run}
          set={set}
          revision={(queue.counts?.labelled ?? 0) + (queue.counts?.byHand ?? 0)}
        />
      </div>
    </>
  );
}

function NoRow({ queue, back }: { readonly queue: Queue; readonly back: string }) {
  if (queue.counts === null) return <p class="muted">{queue.failure === null ? "Drawing rows …" : ""}</p>;
  const skipped = queue.done.filter(({ value }) => value === null).length;
  return (
    <Empty title={skipped > 0 ? `All but the ${skipped} skipped are labelled` : "Every row is labelled"}>
      <Link href={back}>See the rows</Link>
    </Empty>
  );
}
