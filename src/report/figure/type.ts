import { cleanText, element, escapeText } from "./markup.ts";

/** Sizes in pixels at the width the figure was laid out for; nothing is smaller than `small`. */
export const sizes = { title: 17, text: 14, small: 13 } as const;

export const lineHeight = 1.35;

/** Width of text in a wide sans-serif face (DejaVu Sans), so that a narrower one leaves room, never lacks it. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) em += characterWidth(character);
  return em * size;
}

function characterWidth(character: string): number {
  if (/[ijl.,:;'|!()[\]\s]/.test(character)) return 0.36;
  if (/[ftr/\-−⁰¹²³⁴-⁹⁻₀-₉]/.test(character)) return 0.44;
  if (/[mwMWQO@%×±→]/.test(character)) return 0.95;
  if (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]|\p{Extended_Pictographic}/u.test(character))
    return 1;
  return /\p{Lu}/u.test(character) ? 0.72 : 0.62;
}

/** The text, or as much of it as fits with an ellipsis. */
export function fitText(text: string, width: number, size: number): string {
  const clean = cleanText(text);
  if (textWidth(clean, size) <= width) return clean;
  const characters = [...clean];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, size) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** A comparison or a tolerance isn't broken over lines. */
const together = (text: string): string => text.replaceAll(/ ([=≤≥<>±×]) /g, "\u00a0$1\u00a0");

/** Lines no wider than `width`, broken at spaces; a word that is wider still is cut. */
export function wrapText(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of together(text)
    .split(/[ \t\r\n]+/)
    .filter((one) => one !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  return lines.map((one) => fitText(one, width, size));
}

interface Style {
  readonly size?: number;
  readonly bold?: boolean;
  readonly muted?: boolean;
  readonly anchor?: "start" | "middle" | "end";
}

/** One line of text on its baseline. */
export function textAt(x: number, y: number, text: string, style: Style = {}): string {
  return element(
    "text",
    {
      x,
      y,
      "font-size": style.size ?? sizes.text,
      "font-weight": style.bold ? 600 : undefined,
      "fill-opacity": style.muted ? 0.72 : undefined,
      "text-anchor": style.anchor ?? "start",
    },
    escapeText(text),
  );
}

/** A block of wrapped lines whose top is y, and its height. */
export function paragraph(x: number, y: number, width: number, text: string, style: Style = {}) {
  const size = style.size ?? sizes.text;
  const lines = wrapText(text, width, size * (style.bold ? 1.08 : 1));
  const markup = lines.map((line, i) => textAt(x, y + size + i * size * lineHeight, line, style)).join("");
  return { markup, height: Math.ceil(lines.length * size * lineHeight) };
}
