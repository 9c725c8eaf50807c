import type { InspectedTuning, RunInspection } from "../../inspect/index.ts";
import { verdictHeadlines, verdictLook, verdictSigns } from "../../verdict-words.ts";
import { tokensCss } from "../tokens.ts";
import { cellsTable } from "./cells.ts";
import { comparisonSection } from "./comparison.ts";
import type { ReportContent } from "./content.ts";
import { figuresSection } from "./figures.ts";
import { outsidersTable } from "./outsiders.ts";
import { repeatSection } from "./repeat.ts";
import { rowsSection } from "./rows.ts";
import { story } from "./story.ts";
import { reportCss } from "./style.ts";
import { type Html, html, trusted } from "./template.ts";
import { troublesSection } from "./troubles.ts";
import { tuningData, tuningFacts } from "./tuning.ts";
import { momentUtc } from "./words.ts";

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** A report as one HTML document: no script, nothing from elsewhere. */
export function reportPage(content: ReportContent): string {
  const { run, other } = content;
  const { head } = run;
  const sections: readonly Section[] = [
    ...(other === null ? [] : [{ id: "compared", title: "What differs", body: comparisonSection(content) }]),
    ...(run.tuning === null ? chosen(content) : tuned(content, run.tuning)),
    { id: "troubles", title: "What went wrong", body: troublesSection(run) },
    { id: "repeat", title: "How to repeat it", body: repeatSection(content) },
  ];
  const title =
    other === null
      ? `${head.name}, ${head.id}`
      : `${head.name} ${head.id} and ${other.run.head.name} ${other.run.head.id}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="pstar ${content.writer.pstar}">
<title>${title}: pstar report</title>
<style>${trusted(tokensCss())}${trusted(reportCss)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="page">
<p class="kind">pstar report</p>
<h1>${head.name}</h1>
<p class="meta"><span>run <code>${head.id}</code></span> <span>${momentUtc(head.startedAt)}</span> <span>${head.status}</span>${head.task !== null && html` <span>${head.task}</span>`}${run.tuning !== null && html` <span>tuning</span>`}</p>
${verdictPanel(content)}
<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
</header>
<main id="content">
${sections.map(
  ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
)}
</main>
<footer class="page"><p>Made by pstar ${content.writer.pstar}. Nothing here was fetched from elsewhere and nothing runs: this file is all of it.</p></footer>
</body>
</html>
`.markup;
}

/** What a run that selects tells. */
const chosen = ({ run, drawings, samples }: ReportContent): Section[] => [
  { id: "done", title: "What was done", body: story(run) },
  {
    id: "choices",
    title: "What each choice promises, and what came of it",
    body: run.cells.length === 0 ? html`<p>Nothing was selected yet.</p>` : choices(run),
  },
  { id: "figures", title: "Figures", body: figuresSection(drawings) },
  { id: "rows", title: "Rows, kept and rejected", body: rowsSection(samples) },
];

const choices = (run: RunInspection): Html => html`${cellsTable(run)}${outsidersTable(run)}`;

/** What a tuning tells, which chose nothing. */
const tuned = ({ drawings }: ReportContent, tuning: InspectedTuning): Section[] => [
  { id: "made", title: "What was made, and how", body: tuningFacts(tuning) },
  { id: "data", title: "What it learnt from, and how far that was verified", body: tuningData(tuning) },
  { id: "figures", title: "Figures", body: figuresSection(drawings) },
];

/** The one thing a reader decides by; of a tuning, what it made. */
function verdictPanel({ run: { verdict, tuning } }: ReportContent): Html {
  if (tuning !== null)
    return html`<section class="verdict tuned" aria-label="What was made">
<p class="sentence">${verdict.sentence}</p>
${verdict.outcome !== null && html`<p class="outcome">${verdict.outcome}</p>`}
</section>`;
  return html`<section class="verdict ${verdictLook(verdict.kind)}" aria-label="Verdict">
<p class="word"><span class="sign" aria-hidden="true">${verdictSigns[verdict.kind]}</span> ${verdictHeadlines[verdict.kind]}</p>
<p class="sentence">${verdict.sentence}</p>
${verdict.outcome !== null && html`<p class="outcome">${verdict.outcome}</p>`}
</section>`;
}
