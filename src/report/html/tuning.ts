import { basename } from "node:path";
import { count } from "../../format.ts";
import type { CardBlock, InspectedTuning } from "../../inspect/index.ts";
import { type Html, html } from "./template.ts";

/** What a tuning made of what, and how. */
export const tuningFacts = ({ facts }: InspectedTuning): Html =>
  html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd class="path">${value}</dd></div>`)}</dl>`;

/** The rows that were learnt and those held against it, where they came from, and how far they were verified. */
export function tuningData({ data, origin }: InspectedTuning): Html {
  return html`${data.length === 0 ? html`<p>No rows were read yet.</p>` : dataTable(data)}
${
  origin === null
    ? html`<p>Nothing is known of where the rows came from: they are of no export of pstar.</p>`
    : originHtml(origin)
}`;
}

const dataTable = (
  data: InspectedTuning["data"],
): Html => html`<div class="wide" role="region" aria-label="Table of data" tabindex="0"><table>
<caption class="aloud">Rows that were read</caption>
<thead><tr><th scope="col">Split</th><th scope="col">File</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Cut</th><th scope="col" class="number">Left out</th><th scope="col" class="number">Tokens</th><th scope="col" class="number">Learnt</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${data.map(
  ({ split, file, rows, cut, dropped, tokens, learnt, hash }) =>
    html`<tr><th scope="row">${split}</th><td class="nowrap">${basename(file)}</td>${[rows, cut, dropped, tokens, learnt].map((value) => html`<td class="number">${count(value)}</td>`)}<td class="digest"><code class="hash">${hash}</code></td></tr>
`,
)}</tbody></table></div>`;

function originHtml({ selection, database, folder, format, version, verification }: Origin): Html {
  const where = database === null ? "" : html` of <code class="path">${database}</code>`;
  return html`<p>Exported by pstar ${version} as ${format} from selection <code>${selection}</code>${where} to <code class="path">${folder}</code>. Its card says:</p>
${verification.length === 0 ? html`<p>Nothing of how the rows were verified.</p>` : html`<div class="card">${verification.map(cardBlock)}</div>`}`;
}

type Origin = NonNullable<InspectedTuning["origin"]>;

/** `0.81 [0.76, 0.86]` */
const isInterval = (text: string): boolean => /^[\d.<>]+ \[[^\]]*\]$/.test(text);

function cardBlock(block: CardBlock): Html {
  if (block.kind === "heading") return html`<h3>${block.text}</h3>`;
  if (block.kind === "text") return html`<p>${block.text}</p>`;
  const { head, rows } = block;
  return html`<div class="wide" role="region" aria-label="Table of the card" tabindex="0"><table class="plain">
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([first = "", ...others]) => html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td${isInterval(cell) && html` class="nowrap"`}>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}
