import { parseCsv } from "../../csv.ts";
import { count } from "../../format.ts";
import type { Drawing } from "../drawing.ts";
import { type Html, html, trusted } from "./template.ts";

/** Pixels a drawing is laid out for: in one of two columns, across both, on a phone. */
const widths = { column: 560, across: 1150, phone: 340 } as const;

/** Of height to width: taller drawings are laid out across both columns. */
const tall = 1.5;

/** Rows of numbers that are shown under a drawing; the file beside it has all. */
const mostRows = 40;

/** Every drawing with its numbers. */
export function figuresSection(drawings: readonly Drawing[]): Html {
  if (drawings.length === 0) return html`<p>There are no numbers to draw yet.</p>`;
  return html`<div class="figures">${drawings.map(figure)}</div>`;
}

function figure(drawing: Drawing): Html {
  const { id, title, description } = drawing;
  const csv = drawing.csv();
  const column = drawing.svg({ width: widths.column });
  const isTall = heightOf(column) > tall * widths.column;
  return html`<figure id="figure-${id}"${isTall && html` class="across"`}>
<div class="on-page">${trusted(isTall ? drawing.svg({ width: widths.across }) : column)}</div>
<div class="on-phone">${trusted(drawing.svg({ width: widths.phone }))}</div>
<figcaption>
<p>${description}</p>
<p class="download"><a download="${id}.csv" href="${csvAddress(csv)}" aria-label="Numbers as CSV: ${title}">Numbers as CSV</a></p>
${numbers(title, parseCsv(csv))}
</figcaption>
</figure>
`;
}

const heightOf = (svg: string): number => Number(/^[^>]* height="([\d.]+)"/.exec(svg)?.[1] ?? 0);

function numbers(title: string, [head = [], ...rows]: readonly (readonly string[])[]): Html {
  const more =
    rows.length > mostRows &&
    html`<p class="muted">The first ${mostRows} of ${count(rows.length)} rows; the file has all.</p>`;
  return html`<details><summary>Numbers as a table</summary>
<div class="wide" role="region" aria-label="Numbers of: ${title}" tabindex="0">
<table class="plain"><caption class="aloud">${title}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.slice(0, mostRows).map((row) => html`<tr>${row.map((field) => html`<td>${field}</td>`)}</tr>`)}</tbody>
</table></div>${more}</details>`;
}

/** An address that holds a CSV file itself. */
const csvAddress = (text: string): string =>
  `data:text/csv;charset=utf-8,${encodeURIComponent(text.toWellFormed())}`;
