import { points } from "../../format.ts";
import type { InspectedCell, InspectedModel, RunHead, RunInspection } from "../../inspect/index.ts";
import { changes, lineDiff } from "../../line-diff.ts";
import type { Interval } from "../../metrics/interval.ts";
import { isVerified, type ReportContent } from "./content.ts";
import { type MatchedCells, matched } from "./matched.ts";
import { type Html, html } from "./template.ts";
import { intervalCell, momentUtc, verdictMark } from "./words.ts";

/** What differs between this run (A) and another (B). */
export function comparisonSection(content: ReportContent): Html {
  const { run, other, database } = content;
  if (other === null) return html``;
  return html`<p>A is ${runName(run.head, database)}, which the rest of this report is about; B is ${runName(other.run.head, other.database)}.</p>
${headsTable(run, other.run)}
${(run.tuning === null || other.run.tuning === null) && choicesCompared(run, other.run)}
<h3>Their files</h3>
${configDiff(run.head.config, other.run.head.config)}`;
}

function choicesCompared(first: RunInspection, second: RunInspection): Html {
  const metric = first.head.metric === second.head.metric ? first.head.metric : null;
  return html`<h3>Choices side by side</h3>
${cellsTable(matched(first.cells, second.cells))}
<h3>Models side by side</h3>
${metric === null ? html`<p>The runs have no metric in common.</p>` : modelsTable(first, second, metric)}`;
}

const runName = ({ id, name }: RunHead, database: string): Html =>
  html`<strong>${name}</strong> (<code>${id}</code> of <code>${database}</code>)`;

type Fact = readonly [string, (run: RunInspection) => string | Html];

/** Told only where the runs differ in them. */
const lesser: readonly (readonly [string, (run: RunInspection) => string])[] = [
  ["Status", ({ head }) => head.status],
  ["Task", ({ head }) => head.task ?? "–"],
  ["Metric", ({ head }) => head.metric ?? "–"],
  ["Seed", ({ head }) => String(head.seed)],
  ["pstar", ({ head }) => head.version],
];

function headsTable(first: RunInspection, second: RunInspection): Html {
  const facts: readonly Fact[] = [
    ["Verdict", ({ verdict, tuning }) => (tuning === null ? verdictMark(verdict.kind) : "–")],
    ["Which says", ({ verdict }) => verdict.sentence],
    ["What came of it", ({ verdict }) => verdict.outcome ?? "–"],
    ["Generator’s error p", ({ error }) => (error === null ? "–" : intervalCell(error))],
    ...tuningFacts(first, second),
    ["Started", ({ head }) => momentUtc(head.startedAt)],
    ...lesser.filter(([, value]) => value(first) !== value(second)),
  ];
  return html`<div class="wide" role="region" aria-label="The two runs" tabindex="0"><table class="sides">
<caption class="aloud">The two runs</caption>
<thead><tr><td></td><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>${facts
    .filter(([, value]) => value(first) !== "–" || value(second) !== "–")
    .map(
      ([
        name,
        value,
      ]) => html`<tr><th scope="row">${name}</th><td>${value(first)}</td><td>${value(second)}</td></tr>
`,
    )}</tbody></table></div>`;
}

/** What two tunings differ in, by name. */
function tuningFacts(...runs: readonly RunInspection[]): Fact[] {
  const names = new Set(runs.flatMap(({ tuning }) => tuning?.facts.map(([name]) => name) ?? []));
  const factOf =
    (name: string) =>
    ({ tuning }: RunInspection): string =>
      tuning?.facts.find(([one]) => one === name)?.[1] ?? "–";
  return [...names]
    .map((name) => [name, factOf(name)] as const)
    .filter(([, value]) => new Set(runs.map(value)).size > 1);
}

function configDiff(first: string, second: string): Html {
  if (first === second) return html`<p>Both were made by the same file, to the letter.</p>`;
  const signs = { both: " ", first: "−", second: "+" } as const;
  const names = {
    both: null,
    first: html`<span class="aloud">only A: </span>`,
    second: html`<span class="aloud">only B: </span>`,
  };
  return html`<p class="muted">− stands in A alone, + in B alone.</p>
<pre class="diff" role="region" aria-label="What differs between the files" tabindex="0"><code>${changes(
    lineDiff(first, second),
  ).map((line) =>
    "skipped" in line
      ? html`<span class="skipped">  … ${line.skipped === 1 ? "1 line" : `${line.skipped} lines`} alike</span>`
      : html`<span class="of-${line.of}">${names[line.of]}${signs[line.of]} ${line.text}</span>`,
  )}</code></pre>`;
}

function cellsTable(pairs: readonly MatchedCells[]): Html {
  if (pairs.length === 0) return html`<p>Neither run has chosen rows yet.</p>`;
  return html`<div class="wide" role="region" aria-label="Choices of both runs" tabindex="0"><table class="cells">
<caption><span>In percent; differences are B − A in points, in bold where the intervals do not touch.</span></caption>
<thead>
<tr><th scope="col" rowspan="2">Verifier</th><th scope="col" rowspan="2">Keeps</th><th scope="colgroup" colspan="2">Verdict</th><th scope="colgroup" colspan="3">p⋆</th><th scope="colgroup" colspan="3">Correct of kept</th></tr>
<tr><th scope="col">A</th><th scope="col">B</th>${["p⋆", "correct"].map(() => html`<th scope="col" class="number">A</th><th scope="col" class="number">B</th><th scope="col" class="number">B − A</th>`)}</tr>
</thead>
<tbody>${pairs.map(({ first, second }) => {
    const cell = (first ?? second)!;
    return html`<tr><th scope="row">${isVerified(cell) ? cell.verifier : "unverified"}</th><td>${isVerified(cell) && cell.rule}</td>
<td>${verdictOf(first)}</td><td>${verdictOf(second)}</td>
${sideBySide(first?.estimate?.pstar, second?.estimate?.pstar)}
${sideBySide(first?.estimate?.keptPrecision, second?.estimate?.keptPrecision)}</tr>
`;
  })}</tbody></table></div>`;
}

const verdictOf = (cell: InspectedCell | null): Html | string =>
  cell === null ? "not there" : verdictMark(cell.estimate?.verdict ?? "unknown");

function sideBySide(first: Interval | undefined, second: Interval | undefined): Html {
  const one = (interval: Interval | undefined): Html | string =>
    interval === undefined ? "–" : intervalCell(interval);
  return html`<td class="number">${one(first)}</td><td class="number">${one(second)}</td><td class="number">${difference(first, second)}</td>`;
}

function difference(first: Interval | undefined, second: Interval | undefined): Html | string {
  if (first === undefined || second === undefined) return "–";
  const text = points(second.estimate - first.estimate);
  const isApart = first.high < second.low || second.high < first.low;
  return isApart ? html`<strong>${text}</strong>` : text;
}

function modelsTable(first: RunInspection, second: RunInspection, metric: string): Html {
  const rows: readonly (readonly [
    string,
    string,
    InspectedModel | null | undefined,
    InspectedModel | null | undefined,
  ])[] = [
    ["generator", "", first.generator, second.generator],
    ...matched(first.cells, second.cells).map((pair) => {
      const cell = (pair.first ?? pair.second)!;
      const name = isVerified(cell) ? cell.verifier : "unverified";
      return [name, isVerified(cell) ? cell.rule : "", pair.first?.student, pair.second?.student] as const;
    }),
    ["true answers", "", first.real, second.real],
  ];
  const known = rows.filter(([, , a, b]) => a != null || b != null);
  if (known.length === 0) return html`<p>Neither run has trained a model yet.</p>`;
  return html`<div class="wide" role="region" aria-label="Models of both runs" tabindex="0"><table class="cells">
<caption><span>${metric} in percent; differences are B − A in points, in bold where the intervals do not touch.</span></caption>
<thead><tr><th scope="col">Trained on</th><th scope="col">Keeps</th><th scope="col" class="number">A</th><th scope="col" class="number">B</th><th scope="col" class="number">B − A</th></tr></thead>
<tbody>${known.map(
    ([
      name,
      keeps,
      a,
      b,
    ]) => html`<tr><th scope="row">${name}</th><td>${keeps}</td>${sideBySide(a?.metrics[metric], b?.metrics[metric])}</tr>
`,
  )}</tbody></table></div>`;
}
