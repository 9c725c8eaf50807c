import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { duration, moment, some } from "../../format.ts";
import { NumberHead } from "../parts/number-head.tsx";
import { Status } from "../parts/status.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { Link, places, useQuery } from "../router.ts";
import { Plain } from "../visible.tsx";
import { type FoundRun, folded } from "./folded.ts";

/** Rows drawn at once. */
const MOST = 200;

export function RunTable({
  runs,
  ticked,
  tick,
  showDatabase,
  isFolded,
}: {
  readonly runs: readonly FoundRun[];
  readonly ticked: readonly string[];
  readonly tick: (key: string) => void;
  readonly showDatabase: boolean;
  /** Whether runs repeated under one name show the newest alone until asked for. */
  readonly isFolded: boolean;
}) {
  const [most, setMost] = useState(MOST);
  const [query, choose] = useQuery();
  const unfolded = (query.get("earlier") ?? "").split(" ");
  const rows = isFolded ? folded(runs, unfolded, ticked) : runs.map((found) => ({ found, earlier: null }));
  const toggle = (key: string) => {
    const next = unfolded.includes(key) ? unfolded.filter((one) => one !== key) : [...unfolded, key];
    choose({ earlier: next.join(" ").trim() }, "replace");
  };
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
            <NumberHead>Work</NumberHead>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map(({ found, earlier }) => (
            <RunRow
              key={found.key}
              found={found}
              isTicked={ticked.includes(found.key)}
              tick={tick}
              showDatabase={showDatabase}
            >
              {earlier && (
                <button
                  type="button"
                  class="earlier"
                  aria-expanded={earlier.isOpen}
                  onClick={() => toggle(earlier.key)}
                >
                  {earlier.isOpen ? "hide" : "and"} {some(earlier.count, "earlier run")}
                </button>
              )}
            </RunRow>
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <p class="more">
          <button type="button" onClick={() => setMost(most + MOST)}>
            Show {some(Math.min(MOST, rows.length - most), "more run", "more runs")}
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
  children,
}: {
  readonly found: FoundRun;
  readonly isTicked: boolean;
  readonly tick: (key: string) => void;
  readonly showDatabase: boolean;
  readonly children: ComponentChildren;
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
        {children}
      </th>
      <td class="said">
        {run.kind !== "tuning" && <Verdict kind={run.verdict.kind} />}
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
