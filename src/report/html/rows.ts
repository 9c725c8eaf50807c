import type { DetailedCandidate, RowScore } from "../../browse/index.ts";
import { count, scoreText, shortNumber } from "../../format.ts";
import { bandRows, type SampleBand, type SampledRow, type VerifierSample } from "./samples.ts";
import { shownHtml } from "./shown.ts";
import { type Html, html } from "./template.ts";

/** Rows that each verifier kept and rejected, and how they were drawn. */
export function rowsSection(samples: readonly VerifierSample[]): Html {
  const [first] = samples;
  if (first === undefined) return html`<p>No verifier has chosen rows yet.</p>`;
  return html`<p>Of each verifier, by the choice that promises most: up to ${bandRows} rows with the highest and with the lowest scores among the kept and among the rejected, each of another input, so that both ends and both sides of the border can be seen. They are extremes, not averages. Among equal scores they are drawn at random (seed ${first.seed}).${hasMarks(samples) && " Marked are words that an output and its reference share."}</p>
${samples.map(verifierRows)}`;
}

const hasMarks = (samples: readonly VerifierSample[]): boolean =>
  samples.some(({ bands }) =>
    bands.some(({ rows }) => rows.some(({ candidate }) => candidate.overlap.withReference.length > 0)),
  );

function verifierRows({ cell, bands }: VerifierSample, place: number): Html {
  const { verifier, selection, rule, kept, rows } = cell;
  return html`<details class="verifier printed"${place === 0 && html` open`}>
<summary><h3>${verifier}: ${rule}</h3> <span class="muted"><code>${selection}</code> kept ${count(kept)} of ${count(rows)}</span></summary>
${bands.map(
  (band) => html`<section class="band">
<h4><span class="sign" aria-hidden="true">${band.kept ? "✓" : "✗"}</span> ${bandTitle(band)}</h4>
${band.rows.map((row) => rowArticle(row, verifier, band.kept))}
</section>
`,
)}
</details>
`;
}

function bandTitle({ kept, reason, end, rows }: SampleBand): string {
  const place = { highest: "the highest scores", lowest: "the lowest scores", any: "drawn at random" }[end];
  const only = end === "highest" && rows.length < bandRows ? "all of them" : place;
  return kept ? `Kept: ${only}` : `Rejected, ${reason}: ${only}`;
}

function rowArticle({ detail, candidate }: SampledRow, verifier: string, isKept: boolean): Html {
  const own = candidate.scores.find((score) => score.verifier === verifier);
  const others = candidate.scores.filter((score) => score !== own);
  const { overlap } = candidate;
  return html`<article class="row ${isKept ? "kept" : "rejected"}">
<header>
<h5><code>${detail.id}</code></h5>
<p class="facts"><span class="score">${verifier} ${own === undefined ? "no score" : scoreWords(own)}</span> ${labels(candidate)}${detail.stratum !== null && html`<span>kind: ${detail.stratum}</span> `}${others.map((score) => html`<span>${score.verifier} ${scoreWords(score)}</span> `)}</p>
</header>
<dl class="texts${detail.input.kind === "text" && detail.input.text.length > 160 && " long-input"}">
<div class="input"><dt>Input</dt><dd>${shownHtml(detail.input)}</dd></div>
<div class="output"><dt>Output</dt><dd>${candidate.output === null ? html`<p class="text empty">failed: ${candidate.error}</p>` : shownHtml(candidate.output, overlap.withReference)}</dd></div>
${detail.reference !== null && html`<div class="reference"><dt>Reference</dt><dd>${shownHtml(detail.reference, overlap.inReference)}</dd></div>`}
</dl>
</article>
`;
}

const scoreWords = ({ score, state, error }: RowScore): string =>
  score === null ? (error === null ? state : `${state}: ${error}`) : shortNumber(score);

const labels = ({ labels }: DetailedCandidate): readonly Html[] =>
  labels.map(({ value, source }) => {
    const [sign, look, words] =
      value === 1
        ? ["✓", "improves", "correct"]
        : value === 0
          ? ["✗", "collapses", "wrong"]
          : ["~", "undecided", `correct with ${scoreText(value)}`];
    return html`<span class="mark ${look}"><span aria-hidden="true">${sign}</span> ${words}</span> <span>by ${source}</span> `;
  });
