import { count, percent, some } from "../../format.ts";
import type { InspectedStage, RunInspection } from "../../inspect/index.ts";
import { type Html, html } from "./template.ts";

/** What went wrong and what a reader has to know before trusting the numbers. */
export function troublesSection(run: RunInspection): Html {
  const { head, failures, stages, warnings, spending } = run;
  const unfinished = stages.filter(({ status }) => status !== "done");
  const rejected = stages.filter((stage) => isTold(stage, run) && reasonsOf(stage).length > 0);
  const unanswered = spending?.failed ?? 0;
  const parts = [
    head.status !== "done" &&
      html`<p>The run is <strong>${head.status}</strong>: ${some(unfinished.length, "stage")} begun and not ended${unfinished.length > 0 && `, ${unfinished.map(({ name }) => name).join(", ")}`}.</p>`,
    warnings.length > 0 &&
      html`<h3>To know before trusting the numbers</h3><ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`,
    failures.length > 0 && failuresTable(failures),
    unanswered > 0 && html`<p>${some(unanswered, "request")} got no answer.</p>`,
  ].filter((part) => part !== false);
  return html`${parts.length === 0 ? html`<p>Nothing failed and there is nothing to warn of.</p>` : parts}
${rejected.length > 0 && rejectedTable(rejected)}`;
}

function failuresTable(failures: RunInspection["failures"]): Html {
  return html`<h3>Rows that failed</h3>
<div class="wide" role="region" aria-label="Table of failures" tabindex="0"><table>
<caption class="aloud">Rows that failed by themselves, with the commonest error</caption>
<thead><tr><th scope="col">Stage</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Of</th><th scope="col">Commonest error</th></tr></thead>
<tbody>${failures.map(
    ({ stage, title, rows, of, error }) =>
      html`<tr><th scope="row">${title} <code>${stage}</code></th><td class="number">${count(rows)}</td><td class="number">${count(of)}</td><td class="error">${error}</td></tr>
`,
  )}</tbody></table></div>`;
}

/** Of selections those that the report is about, not their twins of labelled rows. */
const isTold = ({ id, kind }: InspectedStage, { cells }: RunInspection): boolean =>
  kind !== "select" || cells.some(({ selection }) => selection === id);

const reasonsOf = ({ rejected }: InspectedStage): [string, number][] =>
  Object.entries(rejected).filter(([, rows]) => rows > 0);

/** More lines than these are shown when asked for, and on paper. */
const mostLines = 8;

function rejectedTable(stages: readonly InspectedStage[]): Html {
  const lines = stages.flatMap((stage) =>
    reasonsOf(stage).map(([reason, rows]) => ({ stage, reason, rows })),
  );
  return html`<h3>Rows that were rejected, and why</h3>
<details class="printed"${lines.length <= mostLines && html` open`}><summary>${some(lines.length, "reason")} by stage</summary>
<div class="wide" role="region" aria-label="Table of rejected rows" tabindex="0"><table>
<caption class="aloud">Rejected rows by stage and reason</caption>
<thead><tr><th scope="col">Stage</th><th scope="col">Reason</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Of its rows, %</th></tr></thead>
<tbody>${lines.map(
    ({ stage, reason, rows }) =>
      html`<tr><th scope="row">${stage.name} <code>${stage.id}</code></th><td>${reason}</td><td class="number">${count(rows)}</td><td class="number">${stage.books === null ? "–" : percent(rows / stage.books.input)}</td></tr>
`,
  )}</tbody></table></div></details>`;
}
