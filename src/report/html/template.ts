import { nameOf, UNSEEN } from "../../visible.ts";

/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string;
}

type Hole = Html | string | number | null | false | readonly Hole[];

/**
 * Markup from a template: what stands in its holes is text, for elements and quoted attributes alike, unless it is
 * itself markup; a list is its parts, `null` and `false` are nothing.
 */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return { markup: strings.map((text, i) => (i === 0 ? text : filled(holes[i - 1]!) + text)).join("") };
}

/** Markup from elsewhere, trusted: of drawings, which escape their own texts. */
export const trusted = (markup: string): Html => ({ markup });

function filled(hole: Hole): string {
  if (hole === null || hole === false) return "";
  if (typeof hole === "string" || typeof hole === "number") return escaped(String(hole));
  return "markup" in hole ? hole.markup : hole.map(filled).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSEEN, named)
    .replaceAll(/[&<>"']/g, (character) => entities[character]!);

/** `␛` for what has a picture, else `⟨U+202E⟩`. */
const named = (unseen: string): string => nameOf(unseen).replace(/^U.*/, "⟨$&⟩");
