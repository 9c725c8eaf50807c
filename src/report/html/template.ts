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

/** Control, direction and other format characters, save tabs, line ends, and the joiners that scripts and emoji need. */
const unseen = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll(unseen, nameOf)
    .replaceAll(/[&<>"']/g, (character) => entities[character]!);

/** `␛` for what has a picture, else `⟨U+202E⟩`. */
function nameOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "␡" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
