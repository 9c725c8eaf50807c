import type { CandidateSet, RowDetail } from "../../server/api.ts";
import { Link, places, usePlace, withQuery } from "../router.ts";
import { Plain } from "../visible.tsx";
import { FateView, LabelView, ScoreView } from "./judged.tsx";

/** All candidates of one input in a table, one of which can be put beside the row. */
export function Siblings({
  db,
  run,
  row,
  set,
  shown,
}: {
  readonly db: number;
  readonly run: string;
  readonly row: RowDetail;
  readonly set: CandidateSet | null;
  readonly shown: readonly string[];
}) {
  const place = usePlace();
  const told = toldSelection(row);
  const selection = row.candidates[0]?.fates[told]?.selection;
  const verifiers = set?.verifiers ?? [];
  return (
    <section>
      <h2>{row.candidatesInAll === 2 ? "Both" : `All ${row.candidatesInAll}`} candidates of this input</h2>
      <div class="table">
        <table class="row-table siblings">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Output</th>
              {verifiers.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  <Plain text={name} />
                </th>
              ))}
              <th scope="col">Label</th>
              <th scope="col">{selection && `In ${selection}`}</th>
              <th scope="col">
                <span class="unsaid">Compare</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {row.candidates.map((one) => (
              <tr key={one.id} class={shown.includes(one.id) ? "chosen" : ""}>
                <th scope="row">
                  {one.id === row.id ? (
                    <b>{one.id}</b>
                  ) : (
                    <Link href={places.row(db, run, one.id)}>{one.id}</Link>
                  )}
                </th>
                <td class="excerpt">
                  <div>
                    {one.output === null ? (
                      <span class="failed-output">failed</span>
                    ) : (
                      <Plain text={one.output.text.slice(0, 300)} />
                    )}
                  </div>
                </td>
                {verifiers.map(({ name, range }) => {
                  const score = one.scores.find(({ verifier }) => verifier === name);
                  return (
                    <td key={name} class="number">
                      {score && <ScoreView score={score} range={range} />}
                    </td>
                  );
                })}
                <td class="nowrap">{one.labels[0] && <LabelView label={one.labels[0]} />}</td>
                <td>{one.fates[told] && <FateView fate={one.fates[told]} />}</td>
                <td>
                  {one.id !== row.id && (
                    <Link
                      class="compare"
                      replace
                      href={withQuery(place, { with: shown.includes(one.id) ? null : one.id })}
                    >
                      {shown.includes(one.id) ? "put away" : "compare"}
                    </Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Place of the first selection that tells the candidates apart, else of the first. */
function toldSelection({ candidates }: RowDetail): number {
  const fates = candidates[0]?.fates ?? [];
  const place = fates.findIndex((_, i) => new Set(candidates.map((one) => one.fates[i]?.kept)).size > 1);
  return Math.max(0, place);
}
