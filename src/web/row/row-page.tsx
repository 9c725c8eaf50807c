import { some } from "../../format.ts";
import type { CandidateSet, RowDetail } from "../../server/api.ts";
import { routes, useAnswer } from "../api.ts";
import { useChanges } from "../changes.ts";
import { Answered } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Link, places, useQuery } from "../router.ts";
import { Plain } from "../visible.tsx";
import { CandidateView } from "./candidate.tsx";
import { Neighbours } from "./neighbours.tsx";
import type { Detailed } from "./parts.ts";
import { ShownText } from "./shown.tsx";
import { Siblings } from "./siblings.tsx";

/** One candidate, whole: its input, the reference, what was said of it, and the others of its input. */
export function RowPage({
  db,
  run,
  candidate,
}: {
  readonly db: number;
  readonly run: string;
  readonly candidate: string;
}) {
  const revision = useChanges(db, run);
  const detail = useAnswer(routes.row(db, run, candidate), revision);
  const { data: sets } = useAnswer(routes.sets(db, run));
  useTitle(candidate);
  return (
    <div class="wide row-page">
      <Answered answer={detail} what={candidate}>
        {(row) => (
          <Row
            db={db}
            run={run}
            row={row}
            set={sets?.find(({ stage }) => stage === row.stage) ?? null}
            onLabel={detail.reload}
          />
        )}
      </Answered>
    </div>
  );
}

function Row({
  db,
  run,
  row,
  set,
  onLabel,
}: {
  readonly db: number;
  readonly run: string;
  readonly row: RowDetail;
  readonly set: CandidateSet | null;
  onLabel(): void;
}) {
  const [query] = useQuery();
  const own = row.candidates.find(({ id }) => id === row.id);
  const shown = chosen(row, query.get("with"));
  const trace = (id: string) => places.trace(db, run, id);
  return (
    <>
      <header class="row-head">
        <h1>{row.id}</h1>
        <p class="muted">
          {set && (
            <>
              of <Plain text={set.name} />,{" "}
            </>
          )}
          an answer to <Link href={trace(row.example)}>{row.example}</Link>
          {row.stratum !== null && (
            <>
              {" "}
              of kind <Plain text={row.stratum} />
            </>
          )}
        </p>
        <Neighbours db={db} run={run} stage={row.stage} id={row.id} />
        <span class="row-deeds">
          <Link class="button" href={trace(row.id)}>
            Where it came from
          </Link>
          <a class="button" href={routes.row(db, run, row.id)}>
            JSON
          </a>
        </span>
      </header>
      <div class="row-body">
        <article class="source">
          <h2>Input</h2>
          <ShownText shown={row.input} withInput={own?.overlap.inInput ?? []} />
          {row.reference && (
            <>
              <h2>Reference</h2>
              <ShownText shown={row.reference} withReference={own?.overlap.inReference ?? []} />
            </>
          )}
          {own && hasMarks(own) && <Legend hasReference={own.overlap.withReference.length > 0} />}
        </article>
        <div class="candidates" data-shown={Math.min(shown.length, 3)}>
          {shown.map((candidate) => (
            <CandidateView
              key={candidate.id}
              db={db}
              run={run}
              candidate={candidate}
              isOwn={candidate.id === row.id}
              row={row}
              set={set}
              onLabel={onLabel}
            />
          ))}
        </div>
      </div>
      {row.candidatesInAll > 1 && (
        <Siblings db={db} run={run} row={row} set={set} shown={shown.map(({ id }) => id)} />
      )}
      {row.candidatesInAll > row.candidates.length && (
        <p class="muted">
          The first {row.candidates.length} of {some(row.candidatesInAll, "candidate")} of this input.
        </p>
      )}
    </>
  );
}

/** The row, and beside it the one it is compared with. */
function chosen(row: RowDetail, beside: string | null): Detailed[] {
  const own = row.candidates.filter(({ id }) => id === row.id);
  return [...own, ...row.candidates.filter(({ id }) => id === beside && id !== row.id)];
}

const hasMarks = ({ overlap }: Detailed): boolean =>
  overlap.withInput.length > 0 || overlap.withReference.length > 0;

const Legend = ({ hasReference }: { readonly hasReference: boolean }) => (
  <p class="small muted legend">
    Words of the output that are also in the <mark class="shared with-input">input</mark>
    {hasReference && (
      <>
        , in the <mark class="shared with-reference">reference</mark>, in{" "}
        <mark class="shared with-input with-reference">both</mark>
      </>
    )}
    .
  </p>
);
