import type { CandidateSet, RowDetail } from "../../server/api.ts";
import { routes, useAnswer } from "../api.ts";
import { Answered, Loading } from "../parts/states.tsx";
import { Link, places } from "../router.ts";
import { Scores } from "../row/scores.tsx";
import { ShownText } from "../row/shown.tsx";
import { Plain } from "../visible.tsx";

/** A row as a judge needs it: input, reference, output; scores only when asked for, since they sway. */
export function RowToLabel({
  db,
  run,
  id,
  after,
  set,
  hasScores,
}: {
  readonly db: number;
  readonly run: string;
  readonly id: string;
  /** The row after it, fetched ahead. */
  readonly after: string | undefined;
  readonly set: CandidateSet;
  readonly hasScores: boolean;
}) {
  const answer = useAnswer(routes.row(db, run, id));
  useAnswer(after === undefined ? null : routes.row(db, run, after));
  return (
    <Answered answer={answer} what={id}>
      {(row) =>
        row.id === id ? (
          <Judged db={db} run={run} row={row} set={set} hasScores={hasScores} />
        ) : (
          <Loading what={id} />
        )
      }
    </Answered>
  );
}

function Judged({
  db,
  run,
  row,
  set,
  hasScores,
}: {
  readonly db: number;
  readonly run: string;
  readonly row: RowDetail;
  readonly set: CandidateSet;
  readonly hasScores: boolean;
}) {
  const own = row.candidates.find(({ id }) => id === row.id);
  return (
    <article class="to-label" aria-label={row.id}>
      <h2>
        Output{" "}
        <Link class="candidate-id" href={places.row(db, run, row.id)}>
          {row.id}
        </Link>
      </h2>
      <div class="output">
        {own?.output ? (
          <ShownText
            key={row.id}
            shown={own.output}
            withInput={own.overlap.withInput}
            withReference={own.overlap.withReference}
            truth={row.reference}
          />
        ) : (
          <p class="failed-output">
            failed: <Plain text={own?.error ?? "no reason is known"} />
          </p>
        )}
      </div>
      {hasScores && own && <Scores scores={own.scores} set={set} />}
      {row.reference && (
        <>
          <h2>Reference</h2>
          <ShownText key={row.id} shown={row.reference} withReference={own?.overlap.inReference ?? []} />
        </>
      )}
      <h2>Input</h2>
      <ShownText key={row.id} shown={row.input} withInput={own?.overlap.inInput ?? []} />
    </article>
  );
}
