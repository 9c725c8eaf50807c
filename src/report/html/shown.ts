import type { Shown, Span } from "../../browse/index.ts";
import { count, scoreText } from "../../format.ts";
import { type Html, html } from "./template.ts";

/** Characters of a text that are shown before the reader asks for the whole. */
const most = 420;

/** What a text says, in its own shape. @param marked spans of a plain text to mark */
export function shownHtml(shown: Shown, marked: readonly Span[] = []): Html {
  switch (shown.kind) {
    case "matrix":
      return matrix(shown.rows);
    case "numbers":
      return html`<p class="numbers">${shown.values.map((value) => html`<span>${scoreText(value)}</span> `)}</p>`;
    case "chat":
      return html`${shown.messages.map(
        ({ role, content }) =>
          html`<div class="message"><span class="role">${role}</span>${text(content)}</div>`,
      )}`;
    case "text":
      return text(shown.text, marked);
  }
}

function matrix(rows: readonly (readonly number[])[]): Html {
  const spoken = rows.map((row) => row.map(scoreText).join(", ")).join("; ");
  const width = html` style="--columns:${rows[0]?.length ?? 1}"`;
  return html`<div class="matrix" role="img" aria-label="matrix ${spoken}"${width}>${rows.map((row) =>
    row.map((value) => html`<span>${scoreText(value)}</span>`),
  )}</div>`;
}

function text(whole: string, marked: readonly Span[] = []): Html {
  if (whole.trim() === "")
    return html`<p class="text empty">${whole === "" ? "empty" : "only white space"}</p>`;
  if (whole.length <= most * 1.2) return html`<p class="text" dir="auto">${withMarks(whole, marked)}</p>`;
  const end = cutAt(whole, most);
  return html`<details class="long"><summary><span class="text" dir="auto">${withMarks(whole.slice(0, end), marked)} …</span> <span class="more">all ${count(whole.length)} characters</span></summary>
<p class="text" dir="auto">${withMarks(whole, marked)}</p></details>`;
}

/** The last white space up to `limit`, else `limit`, never within a surrogate pair. */
function cutAt(whole: string, limit: number): number {
  const space = whole.slice(0, limit).search(/\s\S*$/);
  if (space > limit / 2) return space;
  const code = whole.charCodeAt(limit - 1);
  return code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
}

function withMarks(part: string, marked: readonly Span[]): Html {
  const pieces: Html[] = [];
  let done = 0;
  for (const [from, to] of marked) {
    if (from >= part.length) break;
    pieces.push(html`${part.slice(done, from)}<mark>${part.slice(from, to)}</mark>`);
    done = Math.min(to, part.length);
  }
  return html`${pieces}${part.slice(done)}`;
}
