import { some } from "../../format.ts";
import type { CandidateSet } from "../../server/api.ts";
import { routes, useAnswer } from "../api.ts";
import { useChanges } from "../changes.ts";
import { Answered, Empty } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Link, places, useQuery } from "../router.ts";
import { Plain } from "../visible.tsx";
import { Filters } from "./filters.tsx";
import { FoundRows } from "./found-rows.tsx";
import { USUAL } from "./share.ts";
import { SharePanel } from "./share-panel.tsx";

/** The candidates of a run: found, filtered, in an order, and selected anew. */
export function RowsPage({
  db,
  run,
  stage,
}: {
  readonly db: number;
  readonly run: string;
  readonly stage: string | undefined;
}) {
  const revision = useChanges(db, run);
  const sets = useAnswer(routes.sets(db, run), revision);
  return (
    <div class="wide rows-page">
      <Answered answer={sets} what="what was generated">
        {(known) => {
          const set = stage === undefined ? known[0] : known.find((one) => one.stage === stage);
          if (set !== undefined)
            return <SetOfRows db={db} run={run} sets={known} set={set} revision={revision} />;
          return known.length === 0 ? (
            <Nothing />
          ) : (
            <NoSuchSet db={db} run={run} sets={known} stage={stage!} />
          );
        }}
      </Answered>
    </div>
  );
}

function SetOfRows({
  db,
  run,
  sets,
  set,
  revision,
}: {
  readonly db: number;
  readonly run: string;
  readonly sets: readonly CandidateSet[];
  readonly set: CandidateSet;
  readonly revision: number;
}) {
  const [query, choose] = useQuery();
  useTitle(`Rows of ${set.name}`);
  const isSharing = query.has("share");
  const first = set.verifiers.find(({ range }) => range !== null);
  const open = () =>
    choose({ share: USUAL, of: query.get("verifier") ?? first?.name, against: bestRival(set) });
  const close = () => choose({ share: null, of: null, by: null, against: null });
  return (
    <>
      <header class="rows-head">
        <h1>Rows</h1>
        <Sets db={db} run={run} sets={sets} chosen={set.stage} />
        <span class="rows-deeds">
          {first !== undefined && (
            <button type="button" aria-expanded={isSharing} onClick={isSharing ? close : open}>
              {isSharing ? "Close the share" : "Keep another share"}
            </button>
          )}
          <Link class="button" href={places.label(db, run, set.stage)}>
            Label
          </Link>
        </span>
      </header>
      {isSharing && <SharePanel key={set.stage} db={db} run={run} set={set} revision={revision} />}
      <Filters key={set.stage} set={set} />
      <FoundRows db={db} run={run} set={set} revision={revision} />
    </>
  );
}

/** The selection that a new share is most likely compared with: the first one of a verifier. */
const bestRival = (set: CandidateSet): string | undefined =>
  set.selections.find(({ selector }) => selector !== "all")?.id;

/** Choice of a set, where there are several. */
function Sets({
  db,
  run,
  sets,
  chosen,
}: {
  readonly db: number;
  readonly run: string;
  readonly sets: readonly CandidateSet[];
  readonly chosen: string;
}) {
  return (
    <nav class="sets" aria-label="Sets of candidates">
      {sets.map(({ stage, name, rows, inputs }) => (
        <Link
          key={stage}
          href={places.rows(db, run, stage)}
          aria-current={stage === chosen ? "page" : undefined}
          title={`${some(rows, "candidate")} of ${some(inputs, "input")}, made by ${stage}`}
        >
          <Plain text={name} /> <span class="muted">{rows.toLocaleString("en-US")}</span>
        </Link>
      ))}
    </nav>
  );
}

const Nothing = () => (
  <Empty title="No candidates yet">
    <p class="muted">Rows appear here as soon as the run has generated some, or has read its file.</p>
  </Empty>
);

function NoSuchSet({
  db,
  run,
  sets,
  stage,
}: {
  readonly db: number;
  readonly run: string;
  readonly sets: readonly CandidateSet[];
  readonly stage: string;
}) {
  return (
    <Empty title={`${stage} made no candidates in this run`}>
      <Sets db={db} run={run} sets={sets} chosen="" />
    </Empty>
  );
}
