import type { Draw } from "./draw.ts";

/**
 * A sentence with choices and slots. `[rose|climbed]` is one of its alternatives, chosen afresh each time; `{company}` is a fact,
 * `{company's}` its possessive, `{a trade}` the fact with its indefinite article. Alternatives may nest and may be empty.
 */
export type Template = readonly Part[];
type Part = string | Slot | Choice;

interface Slot {
  readonly fact: string;
  readonly form: "plain" | "possessive" | "indefinite";
}

interface Choice {
  readonly alternatives: readonly Template[];
}

/** Somebody or something with a name: said in full the first time, as `short` from then on. */
export interface Name {
  readonly full: string;
  readonly short: string | Template;
}

/** A string is data, copied as it is. A template is wording, said afresh wherever it stands. */
export type Fact = string | Name | Template;
export type Facts = Readonly<Record<string, Fact>>;

/** Who speaks: the facts known, the names already introduced, the choices to come. */
export interface Voice {
  readonly facts: Facts;
  readonly introduced: Set<Name>;
  readonly draw: Draw;
}

export const isName = (fact: Fact): fact is Name => typeof fact === "object" && "full" in fact;

/** @throws SyntaxError for brackets that don't match */
export function template(text: string): Template {
  const { parts, end } = parse(text, 0);
  if (end < text.length) throw new SyntaxError(`stray "${text[end]}" in the template: ${text}`);
  return parts;
}

/** The parts from `start` up to the `|` or `]` that ends them, or the end of the text. */
function parse(text: string, start: number): { parts: Template; end: number } {
  const parts: Part[] = [];
  const special = /[{}[\]|]/g;
  let at = start;
  while (true) {
    special.lastIndex = at;
    const end = special.exec(text)?.index ?? text.length;
    if (end > at) parts.push(text.slice(at, end));
    if (text[end] === "{") {
      const close = text.indexOf("}", end);
      parts.push(slot(text.slice(end + 1, close), text));
      at = close + 1;
    } else if (text[end] === "[") {
      const alternatives: Template[] = [];
      at = end;
      do {
        const alternative = parse(text, at + 1);
        alternatives.push(alternative.parts);
        at = alternative.end;
      } while (text[at] === "|");
      if (text[at] !== "]") throw new SyntaxError(`"[" without "]" in the template: ${text}`);
      parts.push({ alternatives });
      at++;
    } else {
      return { parts, end };
    }
  }
}

function slot(inner: string, text: string): Slot {
  const match = /^(a )?(\w+)('s)?$/.exec(inner);
  if (match === null) throw new SyntaxError(`"{${inner}}" is no slot, in the template: ${text}`);
  const [, article, fact, possessive] = match;
  return { fact: fact!, form: article ? "indefinite" : possessive ? "possessive" : "plain" };
}

/** The template in words. Names it says count as introduced from then on. */
export function say(parts: Template, voice: Voice): string {
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else if ("alternatives" in part) text += say(voice.draw.pick(part.alternatives), voice);
    else text += fill(part, voice);
  }
  return text;
}

function fill({ fact, form }: Slot, voice: Voice): string {
  const words = sayFact(voice.facts[fact], fact, voice);
  if (form === "possessive") return words.endsWith("s") ? `${words}'` : `${words}'s`;
  if (form === "indefinite") return `${indefiniteArticle(words)} ${words}`;
  return words;
}

function sayFact(fact: Fact | undefined, key: string, voice: Voice): string {
  if (fact === undefined) throw new ReferenceError(`{${key}} is no fact of this kind`);
  if (typeof fact === "string") return fact;
  if (!isName(fact)) return say(fact, voice);
  if (voice.introduced.has(fact)) return typeof fact.short === "string" ? fact.short : say(fact.short, voice);
  voice.introduced.add(fact);
  return fact.full;
}

/** The keys of the facts that a template may say, in its alternatives too. */
export function slotsOf(parts: Template): string[] {
  return parts.flatMap((part) => {
    if (typeof part === "string") return [];
    return "alternatives" in part ? part.alternatives.flatMap(slotsOf) : [part.fact];
  });
}

const soundsLikeVowel = /^\$?(?:[aeiou]|hour|honest|heir|honour|8|11\b|18\b)/i;
const soundsLikeConsonant = /^(?:uni(?!n)|use|usu|one\b|once|eu)/i;

export function indefiniteArticle(words: string): "a" | "an" {
  return soundsLikeVowel.test(words) && !soundsLikeConsonant.test(words) ? "an" : "a";
}

export const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Sentences as one paragraph: each begins with a capital, ends with its stop, and shows no gap where an alternative was empty. */
export function paragraph(sentences: readonly string[]): string {
  let text = "";
  for (const sentence of sentences)
    text += `${text && " "}${sentence}${/[.!?]"?$/.test(sentence) ? "" : "."}`;
  return text
    .replace(/ +(?=[ ,.])/g, "")
    .replace(/(^|[.!?]"? )("?[a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
}
