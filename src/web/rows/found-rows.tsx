import { useEffect } from "preact/hooks";
import { some } from "../../format.ts";
import type { CandidateSet, RowFilter, RowPage, SetState } from "../../server/api.ts";
import { type Answer, routes, useAnswer } from "../api.ts";
import { Answered, Empty } from "../parts/states.tsx";
import { Link, places, usePlace, withQuery } from "../router.ts";
import { useShortcuts } from "../shortcuts.ts";
import { Plain } from "../visible.tsx";
import { RowCards } from "./cards.tsx";
import { conditions, filterOf, keys, offsetOf, PAGE, queryOf, withSelection } from "./filter.ts";
import { Pager } from "./pager.tsx";
import { RowTable } from "./table.tsx";
import { useNarrow } from "./use-narrow.ts";
import { useReadiness } from "./use-readiness.ts";

/** One page of the rows that the address asks for. */
export function FoundRows({
  db,
  run,
  set,
  revision,
}: {
  readonly db: number;
  readonly run: string;
  readonly set: CandidateSet;
  /** Grows whenever the database has changed. */
  readonly revision: number;
}) {
  const place = usePlace();
  const { query } = place;
  const filter = withSelection(filterOf(query), set);
  const offset = offsetOf(query);
  const state = useReadiness(db, run, set.stage, revision);
  const search = Object.fromEntries(queryOf(filter));
  const answer = useAnswer(routes.rows(db, run, set.stage, { ...search, offset, limit: PAGE }), revision);
  useAskingAgain(answer, filter.search !== undefined && answer.data?.indexed === false);
  useStepping();
  return (
    <section class="found" aria-label="Rows" aria-busy={answer.loading}>
      <Answered answer={answer} what="rows">
        {(page) => (
          <>
            <div class="found-head">
              <p role="status">
                <b>{page.total.toLocaleString("en-US")}</b>
                {page.total === set.rows ? " rows" : ` of ${some(set.rows, "row")}`}
                {state !== null && <Unready state={state} />}
                {keys.some((key) => query.has(key)) && (
                  <Link
                    class="clear"
                    href={withQuery(place, {
                      ...Object.fromEntries(keys.map((key) => [key, null])),
                      offset: null,
                    })}
                  >
                    clear
                  </Link>
                )}
              </p>
              <Pager total={page.total} offset={page.offset} />
            </div>
            <Page db={db} run={run} set={set} filter={filter} page={page} />
            {page.rows.length >= 20 && <Pager total={page.total} offset={page.offset} />}
          </>
        )}
      </Answered>
    </section>
  );
}

/** What filters, orders and words wait for, while they do. */
function Unready({ state: { columns, indexed, rows } }: { readonly state: SetState }) {
  if (!columns)
    return <span class="muted"> · reading scores and selections: filters and orders wait for them …</span>;
  if (indexed >= rows) return null;
  return <span class="muted"> · indexing words … {Math.floor((100 * indexed) / rows)} %</span>;
}

function Page({
  db,
  run,
  set,
  filter,
  page,
}: {
  readonly db: number;
  readonly run: string;
  readonly set: CandidateSet;
  readonly filter: RowFilter;
  readonly page: RowPage;
}) {
  const isNarrow = useNarrow();
  const search = Object.fromEntries(queryOf(filter));
  const href = (id: string, at: number) => places.row(db, run, id, { ...search, at });
  if (page.total === 0) return <NoRows db={db} run={run} set={set} filter={filter} />;
  if (page.rows.length === 0) {
    return (
      <Empty title={`There are only ${some(page.total, "row")}`}>
        <Link href={places.rows(db, run, set.stage, search)}>Go to the first</Link>
      </Empty>
    );
  }
  const List = isNarrow ? RowCards : RowTable;
  return <List set={set} filter={filter} page={page} href={href} />;
}

/** Says of each condition how many rows there would be without it. */
function NoRows({
  db,
  run,
  set,
  filter,
}: {
  readonly db: number;
  readonly run: string;
  readonly set: CandidateSet;
  readonly filter: RowFilter;
}) {
  const said = conditions(filter);
  if (said.length === 0) return <Empty title="This set has no rows" />;
  return (
    <Empty title={said.length === 1 ? "No row is like this" : "No row meets all of these at once"}>
      <ul class="conditions">
        {said.map((condition) => (
          <li key={condition.said}>
            <Without db={db} run={run} stage={set.stage} {...condition} />
          </li>
        ))}
      </ul>
    </Empty>
  );
}

function Without({
  db,
  run,
  stage,
  said,
  without,
}: {
  readonly db: number;
  readonly run: string;
  readonly stage: string;
  readonly said: string;
  readonly without: RowFilter;
}) {
  const search = Object.fromEntries(queryOf(without));
  const { data } = useAnswer(routes.rows(db, run, stage, { ...search, offset: 0, limit: 1 }));
  return (
    <>
      <Link href={places.rows(db, run, stage, search)}>
        Drop <Plain text={said} />
      </Link>
      {data !== null && <span class="muted"> and see {some(data.total, "row")}</span>}
    </>
  );
}

/** Rest before words are looked for again in what is indexed meanwhile. */
const REST = 700;

function useAskingAgain(answer: Answer<RowPage>, isPart: boolean): void {
  useEffect(() => {
    if (!isPart || answer.loading) return;
    const timer = setTimeout(answer.reload, REST);
    return () => clearTimeout(timer);
  }, [isPart, answer.loading]);
}

/** j, k and the arrows go from row to row; Enter opens, as it does any link. */
function useStepping(): void {
  const step = (by: number) => () => {
    const links = [...document.querySelectorAll<HTMLElement>("[data-row]")];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const turn = (rel: string) => () => document.querySelector<HTMLElement>(`a[data-turn=${rel}]`)?.click();
  useShortcuts("Rows", [
    { key: "j", does: "Next row", run: step(1) },
    { key: "k", does: "Row before", run: step(-1) },
    { key: "ArrowDown", does: "Next row", run: step(1) },
    { key: "ArrowUp", does: "Row before", run: step(-1) },
    { key: "]", does: "Next page", run: turn("next") },
    { key: "[", does: "Page before", run: turn("before") },
  ]);
}
