import { routes, useAnswer } from "../api.ts";
import { go, Link, places, useQuery } from "../router.ts";
import { filterOf, PAGE, queryOf } from "../rows/filter.ts";
import { useShortcuts } from "../shortcuts.ts";

/** The rows before and after this one among those found, and the way back to them. */
export function Neighbours({
  db,
  run,
  stage,
  id,
}: {
  readonly db: number;
  readonly run: string;
  readonly stage: string;
  readonly id: string;
}) {
  const [query] = useQuery();
  const search = Object.fromEntries(queryOf(filterOf(query)));
  const at = Number(query.get("at") ?? Number.NaN);
  const isPlaced = Number.isSafeInteger(at) && at >= 0;
  const from = Math.max(0, at - 1);
  const answer = useAnswer(
    isPlaced ? routes.rows(db, run, stage, { ...search, offset: from, limit: 3 }) : null,
  );
  const page = answer.data;
  const href = (offset: number): string | null => {
    const row = page?.rows[offset - from];
    return page?.offset === from && row ? places.row(db, run, row.id, { ...search, at: offset }) : null;
  };
  const isHere = page?.rows[at - from]?.id === id;
  const before = isHere && at > 0 ? href(at - 1) : null;
  const after = isHere ? href(at + 1) : null;
  const offset = isPlaced ? Math.floor(at / PAGE) * PAGE : 0;
  const back = places.rows(db, run, stage, { ...search, offset: offset === 0 ? null : offset });
  useShortcuts("Row", [
    { key: "j", does: "Next row", run: () => after && go(after) },
    { key: "k", does: "Row before", run: () => before && go(before) },
    { key: "u", does: "Back to the rows", run: () => go(back) },
  ]);
  return (
    <nav class="neighbours" aria-label="Rows found">
      <Step href={before} said="Row before" sign="←" />
      <Link class="button" href={back}>
        {isHere
          ? `${(at + 1).toLocaleString("en-US")} of ${page!.total.toLocaleString("en-US")}`
          : "All rows"}
      </Link>
      <Step href={after} said="Next row" sign="→" />
    </nav>
  );
}

function Step({
  href,
  said,
  sign,
}: {
  readonly href: string | null;
  readonly said: string;
  readonly sign: string;
}) {
  if (href === null) {
    return (
      <span class="button idle" aria-hidden="true">
        {sign}
      </span>
    );
  }
  return (
    <Link class="button" href={href} aria-label={said}>
      {sign}
    </Link>
  );
}
