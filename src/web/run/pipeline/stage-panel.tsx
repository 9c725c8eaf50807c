import type { ComponentChildren } from "preact";
import { count, duration, moment, money } from "../../../format.ts";
import type { RunInspection } from "../../../server/api.ts";
import type { Stage } from "../../api.ts";
import { fileSize } from "../../format.ts";
import { NumberHead } from "../../parts/number-head.tsx";
import { Wide } from "../../parts/wide.tsx";
import { Link, places } from "../../router.ts";
import { Plain } from "../../visible.tsx";
import type { Group } from "./graph.ts";
import { Books } from "./picture.tsx";

/** The stages of a group, and one of them in full. */
export function StagePanel({
  db,
  run,
  group,
  stage,
  choose,
}: {
  readonly db: number;
  readonly run: RunInspection;
  readonly group: Group;
  readonly stage: Stage;
  readonly choose: (stage: string | null) => void;
}) {
  return (
    <div class="stage-panel card">
      {group.stages.length > 1 && (
        <div class="stage-list">
          <table>
            <caption class="unsaid">Stages that {group.kind}</caption>
            <thead>
              <tr>
                <th scope="col">Stage</th>
                <NumberHead>Kept</NumberHead>
                <NumberHead>Time</NumberHead>
              </tr>
            </thead>
            <tbody>
              {group.stages.map((one) => (
                <tr key={one.id} class={one === stage ? "chosen" : undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      class="bare"
                      aria-pressed={one === stage}
                      onClick={() => choose(one.id)}
                    >
                      <Plain text={one.name} />
                    </button>
                    {one.books !== null && <Books {...one.books} />}
                  </th>
                  <td class="number">{one.books === null ? "running" : count(one.books.kept)}</td>
                  <td class="number">{one.seconds === null ? "" : duration(one.seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Details db={db} run={run} stage={stage} close={() => choose(null)} choose={choose} />
    </div>
  );
}

function Details({
  db,
  run: { head, stages, artifacts },
  stage,
  close,
  choose,
}: {
  readonly db: number;
  readonly run: RunInspection;
  readonly stage: Stage;
  readonly close: () => void;
  readonly choose: (stage: string) => void;
}) {
  const { id, kind, name, books, rows, rejected, inputs, seconds, cost, key, version, options } = stage;
  const made = artifacts.filter((artifact) => artifact.stage === id);
  const rowsLink = rowsOf(db, head.id, stage);
  return (
    <div class="stage-details">
      <div class="stage-head">
        <h3>
          {kind} <Plain text={name} />
        </h3>
        <button type="button" class="quiet" onClick={close}>
          Close
        </button>
      </div>
      <p class="links">
        {rowsLink !== null && <Link href={rowsLink}>Look at its rows</Link>}
        <Link href={places.trace(db, head.id, id)}>What came from what</Link>
      </p>
      <dl class="record">
        {books === null ? (
          <Fact name="Rows so far">{count(rows)}</Fact>
        ) : (
          <Fact name="Books">
            {count(books.input)} in = {count(books.kept)} kept + {count(books.rejected)} rejected +{" "}
            {count(books.failed)} failed
          </Fact>
        )}
        {Object.entries(rejected).map(([reason, value]) => (
          <Fact key={reason} name="Rejected">
            {count(value)} <Plain text={reason} />
          </Fact>
        ))}
        <Fact name="Started">
          {moment(stage.startedAt)}
          {seconds === null ? ", running" : `, took ${duration(seconds)}`}
        </Fact>
        {cost > 0 && <Fact name="Cost">{money(cost)}</Fact>}
        {inputs.length > 0 && (
          <Fact name="Reads">
            {inputs.map(({ role, stage: from }) => {
              const source = stages.find((one) => one.id === from);
              return (
                <div key={role}>
                  <Plain text={role} /> from{" "}
                  <button type="button" class="bare link" onClick={() => choose(from)}>
                    <Plain text={source === undefined ? from : `${source.kind} ${source.name}`} />
                  </button>
                </div>
              );
            })}
          </Fact>
        )}
        {made.length > 0 && (
          <Fact name="Made">
            {made.map((artifact) => (
              <div key={artifact.id + artifact.path}>
                {artifact.kind}, {fileSize(artifact.bytes)}:{" "}
                <span class="mono">
                  <Plain text={artifact.path.split("/").slice(1).join("/")} />
                </span>
              </div>
            ))}
          </Fact>
        )}
        <Fact name="Key">
          <span class="mono">{key}</span>
        </Fact>
        <Fact name="Version">{version}</Fact>
      </dl>
      <details>
        <summary>Options</summary>
        <Wide class="scrolled" name="Options">
          <pre>
            <Plain text={JSON.stringify(options, null, 2)} />
          </pre>
        </Wide>
      </details>
    </div>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Where the rows of a stage are looked at: those it made, or those that it judged, chose or labelled. */
function rowsOf(db: number, run: string, { id, kind, name, inputs }: Stage): string | null {
  const candidates = inputs.find(({ role }) => role === "candidates")?.stage;
  if (kind === "generate" || kind === "import") return places.rows(db, run, id);
  if (candidates === undefined) return null;
  if (kind === "select") return places.rows(db, run, candidates, { selection: id });
  if (kind === "label") return places.rows(db, run, candidates, { label: "labelled" });
  const verifier = kind === "verify" ? name.split(" by ").at(-1) : undefined;
  return places.rows(db, run, candidates, verifier === undefined ? {} : { verifier, order: "highest" });
}
