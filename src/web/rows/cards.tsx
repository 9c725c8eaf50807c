import { FateView, LabelView } from "../row/judged.tsx";
import { Scores } from "../row/scores.tsx";
import { Plain } from "../visible.tsx";
import type { ListProps } from "./list.ts";
import { RowName } from "./row-name.tsx";
import { Output } from "./table.tsx";

/** Rows as cards, for narrow screens. */
export function RowCards({ set, page, href }: ListProps) {
  return (
    <ol class="row-cards">
      {page.rows.map((row, i) => (
        <li key={row.id} class="row-card">
          <p class="row-card-head">
            <RowName row={row} href={href(row.id, page.offset + i)} />
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
          <Scores scores={row.scores} set={set} />
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
