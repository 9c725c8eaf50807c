import { count, duration } from "../../format.ts";
import type { InspectedArtifact, InspectedStage } from "../../inspect/index.ts";
import type { ReportContent } from "./content.ts";
import { type Html, html } from "./template.ts";
import { momentUtc } from "./words.ts";

/** All that the same result needs: the command, the file, seeds, versions, keys and hashes. */
export function repeatSection({ run, database, writer }: ReportContent): Html {
  const { head, stages, artifacts } = run;
  const facts: readonly (readonly [string, string | Html])[] = [
    ["Run", html`<code>${head.id}</code> of <code>${database}</code>`],
    ["Started", momentUtc(head.startedAt)],
    ["Ended", head.finishedAt === null ? "not yet" : momentUtc(head.finishedAt)],
    ["pstar", `${head.version}, which made the run`],
    ["Report", `by pstar ${writer.pstar} on Node ${writer.node}`],
    ["Seed", html`<code>${head.seed}</code>, all that is random is derived from it`],
    ["File’s SHA-256", html`<code class="hash">${head.configHash}</code>`],
  ];
  return html`<p>With the file below, in the folder that its paths start from. Same file, same version: same stage keys, same rows.</p>
<pre class="command" role="region" aria-label="The command" tabindex="0"><code>${head.command}</code></pre>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<h3>The file as it was written</h3>
<pre class="config" role="region" aria-label="The file" tabindex="0"><code>${head.config}</code></pre>
<h3>Stages</h3>
<p>A stage’s key is a hash of its options, its inputs’ keys and its version: equal keys, equal rows.</p>
${stagesTable(stages)}
${artifacts.length > 0 && artifactsTable(artifacts)}`;
}

const stagesTable = (
  stages: readonly InspectedStage[],
): Html => html`<details class="printed"><summary>${count(stages.length)} stages with their keys</summary>
<div class="wide" role="region" aria-label="Table of stages" tabindex="0"><table class="plain">
<caption class="aloud">Stages, each after its inputs</caption>
<thead><tr><th scope="col">Id</th><th scope="col">Stage</th><th scope="col" class="number">In</th><th scope="col" class="number">Kept</th><th scope="col" class="number">Rejected</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Time</th><th scope="col">Key, version</th></tr></thead>
<tbody>${stages.map(({ id, kind, name, books, seconds, key, version }) => {
  const numbers =
    books === null
      ? ["–", "–", "–", "–"]
      : [books.input, books.kept, books.rejected, books.failed].map(count);
  return html`<tr><th scope="row"><code>${id}</code></th><td>${kind} ${name}</td>${numbers.map((text) => html`<td class="number">${text}</td>`)}<td class="number">${seconds === null ? "–" : duration(seconds)}</td><td><code class="hash">${key}</code>, ${version}</td></tr>
`;
})}</tbody></table></div></details>`;

const artifactsTable = (artifacts: readonly InspectedArtifact[]): Html => html`<h3>Files</h3>
<p>What stages wrote beside the database, each in a folder named by its stage’s key.</p>
<details class="printed"><summary>${count(artifacts.length)} files with their hashes</summary>
<div class="wide" role="region" aria-label="Table of files" tabindex="0"><table class="plain">
<caption class="aloud">Files that stages wrote, beside the database</caption>
<thead><tr><th scope="col">Stage</th><th scope="col">File</th><th scope="col" class="number">Bytes</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${artifacts.map(
  ({ path, bytes, hash, stage }) =>
    html`<tr><td><code>${stage}</code></td><th scope="row" class="path">${path.replace(/^[^/]*\//, "")}</th><td class="number">${count(bytes)}</td><td><code class="hash">${hash}</code></td></tr>
`,
)}</tbody></table></div></details>`;
