/** A piece of the figure, whose top is 0. */
export interface Block {
  readonly markup: string;
  readonly height: number;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element as XML. Children are markup: text must come through `escapeText`. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeText(value!)}"`)
    .join("");
  const content = children.join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeText(text: string): string {
  return cleanText(text).replaceAll(/[&<>"]/g, (character) => entities[character]!);
}

/** Characters XML 1.0 forbids even escaped, and those that turn the direction of text around them. */
const forbidden = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

export const cleanText = (text: string): string => text.toWellFormed().replaceAll(forbidden, "\ufffd");

/** Coordinates to a hundredth of a pixel. */
export const round = (value: number): number => Math.round(value * 100) / 100 || 0;

/** Rounds the coordinates in markup someone else wrote. */
export function roundCoordinates(markup: string): string {
  return markup.replaceAll(/ (?:d|transform|x|y|x1|x2|y1|y2|cx|cy|width|height)="[^"]*"/g, (attribute) =>
    attribute.replaceAll(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => `${round(Number(number))}`),
  );
}
