import { Link } from "../router.ts";
import { FateView, LabelView, ScoreView } from "../row/judged.tsx";
import { Plain } from "../visible.tsx";
import type { ListProps } from "./list.ts";
import { Output } from "./table.tsx";

/** Rows as cards, for narrow screens. */
export function RowCards({ set, page, href }: ListProps) {
  return (
    <ol class="row-cards">
      {page.rows.map((row, i) => (
        <li key={row.id} class="row-card">
          <p class="row-card-head">
            <Link class="row-link" href={href(row.id, page.offset + i)} data-row>
              {row.id}
            </Link>
            {row.stratum !== null && (
              <span class="stratum">
                <Plain text={row.stratum} />
              </span>
            )}
            {row.label && <LabelView label={row.label} />}
          </p>
          <div class="excerpt muted">
            <div>
              <Plain text={row.input} />
            </div>
          </div>
          <div class="excerpt">
            <Output row={row} />
          </div>
          <dl class="scores">
            {row.scores.map((score) => (
              <div key={score.verifier}>
                <dt>
                  <Plain text={score.verifier} />
                </dt>
                <dd>
                  <ScoreView
                    score={score}
                    range={set.verifiers.find(({ name }) => name === score.verifier)?.range ?? null}
                  />
                </dd>
              </div>
            ))}
          </dl>
          {row.fate && (
            <p class="small">
              {row.fate.selection} <FateView fate={row.fate} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
