import { some } from "../../format.ts";
import type { DatabaseEntry } from "../../server/api.ts";
import { type Answer, ask, routes, useAsked } from "../api.ts";
import { useChanges } from "../changes.ts";
import { Answered, Empty } from "../parts/states.tsx";
import { useTitle } from "../parts/title.ts";
import { Link, places, useQuery } from "../router.ts";
import { Plain } from "../visible.tsx";
import type { FoundRun } from "./folded.ts";
import { RunTable } from "./run-table.tsx";

interface Shelf {
  readonly databases: readonly DatabaseEntry[];
  /** The newest first. */
  readonly runs: readonly FoundRun[];
}

/** Every run of every database that is open. */
export function HomePage() {
  useTitle("");
  const shelf = useShelf();
  return (
    <>
      <h1>Runs</h1>
      <Answered answer={shelf} what="runs">
        {(data) => <Runs shelf={data} />}
      </Answered>
    </>
  );
}

function useShelf(): Answer<Shelf> {
  const first = useAsked("home", getShelf);
  const running = first.data?.runs.find(({ run }) => run.status === "running");
  const revision = useChanges(running?.database.db ?? 0, running?.run.id ?? null);
  const live = useAsked(revision === 0 ? null : "home, live", getShelf, revision);
  return live.data === null ? first : live;
}

async function getShelf(signal: AbortSignal): Promise<Shelf> {
  const databases = await ask(routes.databases(), signal);
  const lists = databases.map(async (database) => {
    if (database.error !== null) return [];
    const runs = await ask(routes.runs(database.db), signal);
    return runs.map((run) => ({ database, run, key: `${database.db}.${run.id}` }));
  });
  const runs = (await Promise.all(lists)).flat();
  return { databases, runs: runs.sort((a, b) => b.run.startedAt.localeCompare(a.run.startedAt)) };
}

function Runs({ shelf: { databases, runs } }: { readonly shelf: Shelf }) {
  const [query, choose] = useQuery();
  const search = query.get("q") ?? "";
  const ticked = (query.get("ticked") ?? "").split(" ").filter((key) => runs.some((one) => one.key === key));
  const found = runs.filter((one) => textOf(one).includes(search.trim().toLowerCase()));
  const broken = databases.filter(({ error }) => error !== null);
  const empty = databases.filter(({ error, runs }) => error === null && runs === 0);
  const tick = (key: string) => {
    const next = ticked.includes(key) ? ticked.filter((one) => one !== key) : [...ticked, key].slice(-2);
    choose({ ticked: next.join(" ") }, "replace");
  };
  return (
    <>
      {broken.map(({ db, path, error }) => (
        <div key={db} class="state failed" role="alert">
          <p class="state-title">
            <Plain text={path} /> can't be shown
          </p>
          <p>
            <Plain text={error!} />
          </p>
        </div>
      ))}
      {runs.length === 0 ? (
        broken.length === 0 && <NoRuns />
      ) : (
        <>
          <div class="home-tools">
            <input
              type="search"
              aria-label="Filter runs"
              placeholder="Filter by name, task, status or verdict"
              value={search}
              onInput={(event) => choose({ q: event.currentTarget.value }, "replace")}
            />
            <span class="muted small" role="status">
              {found.length === runs.length
                ? some(runs.length, "run")
                : `${found.length} of ${some(runs.length, "run")}`}
            </span>
            <span class="spacer" />
            <Comparison ticked={ticked} />
          </div>
          {found.length === 0 ? (
            <Empty title="No run is like that">
              <button type="button" onClick={() => choose({ q: null })}>
                Show all
              </button>
            </Empty>
          ) : (
            <RunTable
              runs={found}
              ticked={ticked}
              tick={tick}
              showDatabase={databases.length > 1}
              isFolded={search.trim() === ""}
            />
          )}
          {empty.length > 0 && (
            <p class="more muted small">
              No run yet in <Plain text={empty.map(({ name }) => name).join(", ")} />.
            </p>
          )}
        </>
      )}
    </>
  );
}

function Comparison({ ticked }: { readonly ticked: readonly string[] }) {
  const [a, b] = ticked;
  if (a !== undefined && b !== undefined) {
    return (
      <Link class="button primary" href={places.compare(a, b)}>
        Compare the two
      </Link>
    );
  }
  return (
    <span class="muted small">{a === undefined ? "Tick two runs to compare them" : "Tick one more"}</span>
  );
}

const NoRuns = () => (
  <Empty title="No run yet">
    <p class="muted">
      Runs appear here by themselves: start one with <code>npx pstar run</code> or{" "}
      <code>npx pstar curate</code>.
    </p>
  </Empty>
);

const textOf = ({ database, run }: FoundRun): string =>
  [run.id, run.name, run.status, run.kind, run.task, run.verdict.kind, run.verdict.sentence, database.name]
    .join(" ")
    .toLowerCase();
