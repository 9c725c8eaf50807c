import { count, percent, percentInterval } from "../../format.ts";
import type { InspectedCell, InspectedModel, RunInspection } from "../../inspect/index.ts";
import { isVerified } from "./content.ts";
import { type Html, html } from "./template.ts";
import { gainCell, intervalCell, verdictMark } from "./words.ts";

/** Every verifier and share with what it promises and what came of it, in percent. */
export function cellsTable(run: RunInspection): Html {
  const { cells, error, generator, real, head } = run;
  const metric = isTrained(run) ? head.metric : null;
  const [unverified, verified] = [cells.filter((cell) => !isVerified(cell)), cells.filter(isVerified)];
  return html`<div class="wide" role="region" aria-label="Table of choices" tabindex="0">
<table class="cells">
<caption><span>In percent, intervals in brackets.${error !== null && html` The generator’s error p is ${percentInterval(error)}.`}</span></caption>
<thead><tr>
<th scope="col">Verifier</th>
<th scope="col">Verdict</th>
<th scope="col" class="number">φ</th>
<th scope="col" class="number">ψ</th>
<th scope="col" class="number">p⋆</th>
<th scope="col" class="number">Correct</th>
<th scope="col" class="number">Kept</th>
<th scope="col" class="number">Inputs</th>
${metric !== null && html`<th scope="col" class="number">Student’s ${metric}</th><th scope="col" class="number">Gain</th>`}
</tr></thead>
<tbody>
${metric !== null && generator !== null && reference("generator", generator, metric)}
${metric !== null && real !== null && reference("true answers", real, metric)}
${unverified.map((cell) => cellRow(cell, run, metric))}
</tbody>
${[...Map.groupBy(verified, ({ rule }) => rule)].map(
  ([rule, members]) => html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${metric === null ? 8 : 10}"><span>${rule}</span></th></tr>
${members.map((cell) => cellRow(cell, run, metric))}
</tbody>
`,
)}
</table>
</div>
<dl class="terms">
<dt>φ, ψ</dt><dd>shares of the correct and of the wrong rows that are kept</dd>
<dt>p⋆</dt><dd>φ / (φ + ψ): an error p above it ends in collapse; 50 promises no gain</dd>
<dt>Correct</dt><dd>share of the kept rows that are correct</dd>
<dt>Inputs</dt><dd>share of the inputs that keep a row: few mean a narrow student</dd>
${metric !== null && html`<dt>Gain</dt><dd>${metric} above the generator’s on the same inputs, in points; = where its interval holds 0</dd>`}
</dl>`;
}

function cellRow(
  cell: InspectedCell,
  { verdict, elsewhere, head }: RunInspection,
  metric: string | null,
): Html {
  const { selection, verifier, kept, coverage, student } = cell;
  const isNamed = selection === verdict.selection;
  const outsider = elsewhere.find((model) => model.selection === selection && model.run === head.id);
  return html`<tr${isNamed && html` class="chosen"`}>
<th scope="row">${isVerified(cell) ? verifier : "unverified"} <code>${selection}</code>${isNamed && html` <small class="tag">in the verdict</small>`}</th>
${estimateCells(cell)}
<td class="number">${count(kept)}</td>
<td class="number">${coverage === null ? "–" : percent(coverage.inputShare)}</td>
${metric !== null && modelCells(student, metric, outsider?.name)}
</tr>
`;
}

function estimateCells({ estimate }: InspectedCell): Html {
  if (estimate === null)
    return html`<td>${verdictMark("unknown")}</td>${Array.from({ length: 4 }, () => none)}`;
  const { phi, psi, pstar, keptPrecision, verdict, verdictText } = estimate;
  const remark = verdictText.startsWith(`${verdict}, `) ? verdictText.slice(verdict.length + 2) : "";
  return html`<td>${verdictMark(verdict)}${remark !== "" && html` <small>${remark}</small>`}</td>
<td class="number">${percent(phi)}</td>
<td class="number">${percent(psi)}</td>
<td class="number">${intervalCell(pstar)}</td>
<td class="number">${intervalCell(keptPrecision)}</td>`;
}

const none = html`<td class="number">–</td>`;

/** @param name of a model that was trained elsewhere */
function modelCells(model: InspectedModel | null, metric: string, name?: string): Html {
  const value = model?.metrics[metric];
  const gain = model?.gain ?? null;
  return html`${value === undefined ? none : html`<td class="number">${intervalCell(value)}${name !== undefined && html` <small>${name}</small>`}</td>`}${
    gain === null ? none : html`<td class="number">${gainCell(gain)}</td>`
  }`;
}

/** A model that the students are seen beside. */
const reference = (name: string, model: InspectedModel, metric: string): Html =>
  html`<tr class="reference"><th scope="row">${name}</th>${Array.from({ length: 7 }, () => html`<td></td>`)}${modelCells(model, metric)}</tr>
`;

const isTrained = ({ cells, generator, real }: RunInspection): boolean =>
  generator !== null || real !== null || cells.some(({ student }) => student !== null);
