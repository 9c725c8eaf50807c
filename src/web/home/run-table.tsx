import { useState } from "preact/hooks";
import { duration, moment, some } from "../../format.ts";
import { Status } from "../parts/status.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { Link, places } from "../router.ts";
import { Plain } from "../visible.tsx";
import type { FoundRun } from "./home-page.tsx";

/** Rows drawn at once. */
const MOST = 200;

export function RunTable({
  runs,
  ticked,
  tick,
  showDatabase,
}: {
  readonly runs: readonly FoundRun[];
  readonly ticked: readonly string[];
  readonly tick: (key: string) => void;
  readonly showDatabase: boolean;
}) {
  const [most, setMost] = useState(MOST);
  return (
    <>
      <table class="runs">
        <caption class="unsaid">Runs, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unsaid">Compare</span>
            </th>
            <th scope="col">Run</th>
            <th scope="col">Will training help?</th>
            <th scope="col">Status</th>
            <th scope="col">Started</th>
            <th scope="col" class="number">
              Work
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, most).map((one) => (
            <RunRow
              key={one.key}
              found={one}
              isTicked={ticked.includes(one.key)}
              tick={tick}
              showDatabase={showDatabase}
            />
          ))}
        </tbody>
      </table>
      {runs.length > most && (
        <p class="more">
          <button type="button" onClick={() => setMost(most + MOST)}>
            Show {some(Math.min(MOST, runs.length - most), "more run", "more runs")}
          </button>
        </p>
      )}
    </>
  );
}

function RunRow({
  found: { database, run, key },
  isTicked,
  tick,
  showDatabase,
}: {
  readonly found: FoundRun;
  readonly isTicked: boolean;
  readonly tick: (key: string) => void;
  readonly showDatabase: boolean;
}) {
  const about = [run.id, run.kind === "pipeline" ? run.task : run.kind, showDatabase ? database.name : null];
  return (
    <tr class={isTicked ? "chosen" : undefined}>
      <td class="tick">
        <input
          type="checkbox"
          aria-label={`Compare ${run.name} ${run.id}`}
          checked={isTicked}
          onChange={() => tick(key)}
        />
      </td>
      <th scope="row" class="run-title">
        <Link href={places.run(database.db, run.id)}>
          <Plain text={run.name} />
        </Link>
        <div class="muted small">
          <Plain text={about.filter((part) => part !== null).join(" · ")} />
        </div>
      </th>
      <td class="said">
        <Verdict kind={run.verdict.kind} />
        <div class="sentence">
          <Plain text={run.verdict.sentence} />
        </div>
      </td>
      <td data-title="Status">
        <Status head={run} />
      </td>
      <td class="nowrap" data-title="Started">
        <time dateTime={run.startedAt}>{moment(run.startedAt)}</time>
      </td>
      <td class="number" data-title="Work">
        {duration(run.seconds)}
      </td>
    </tr>
  );
}
