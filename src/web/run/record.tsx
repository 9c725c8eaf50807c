import { count, moment } from "../../format.ts";
import type { RunInspection } from "../../server/api.ts";
import { files } from "../api.ts";
import { fileSize } from "../format.ts";
import { Command, Copy } from "../parts/copy.tsx";
import { NumberHead } from "../parts/number-head.tsx";
import { Wide } from "../parts/wide.tsx";
import { Link, places } from "../router.ts";
import { Plain } from "../visible.tsx";

/** Everything that makes it the same again, and what it left behind. */
export function Record({ db, run }: { readonly db: number; readonly run: RunInspection }) {
  const { head, artifacts } = run;
  const facts: readonly (readonly [string, string])[] = [
    ["pstar", head.version],
    ["Seed", String(head.seed)],
    ["Started", moment(head.startedAt)],
    ["Finished", head.finishedAt === null ? "not yet" : moment(head.finishedAt)],
    ["Configuration, SHA-256", head.configHash],
  ];
  return (
    <section id="record" aria-labelledby="record-title">
      <h2 id="record-title">Record</h2>
      <p class="links">
        <a href={files.report(db, head.id)} target="_blank" rel="noreferrer">
          The report, one file to send
        </a>
        <Link href={places.trace(db, head.id, head.id)}>What came from what</Link>
      </p>
      <h3>The same again</h3>
      <Command text={head.command} />
      <dl class="record">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={value.length === 64 ? "mono" : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>Configuration</summary>
        <div class="config">
          <Copy text={head.config} />
          <Wide class="scrolled" name="Configuration">
            <pre>
              <Plain text={head.config} />
            </pre>
          </Wide>
        </div>
      </details>
      {artifacts.length > 0 && <Artifacts db={db} run={run} />}
    </section>
  );
}

function Artifacts({ db, run: { head, artifacts } }: { readonly db: number; readonly run: RunInspection }) {
  const bytes = artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
  return (
    <details>
      <summary>
        {count(artifacts.length)} artifacts, {fileSize(bytes)}
      </summary>
      <Wide name="Artifacts">
        <table>
          <caption>Files in the artifacts folder beside the database</caption>
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col">Kind</th>
              <th scope="col">Stage</th>
              <NumberHead>Size</NumberHead>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {artifacts.map(({ id, path, kind, stage, bytes, hash }) => (
              <tr key={`${id} ${path}`}>
                <th scope="row" class="mono path">
                  <Plain text={shortened(path)} />
                </th>
                <td>{kind}</td>
                <td>
                  <Link href={places.trace(db, head.id, id)}>{stage}</Link>
                </td>
                <td class="number">{fileSize(bytes)}</td>
                <td class="mono">
                  <span title={hash}>{hash.slice(0, 12)}…</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </details>
  );
}

/** Folders are named for the key of their stage, of which the first digits are enough. */
const shortened = (path: string): string => path.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/, "$1…");
