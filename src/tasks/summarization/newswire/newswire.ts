import { createRandom } from "../../../random/generator.ts";
import { deriveSeed } from "../../../random/seed.ts";
import { createDraw, type Draw } from "./draw.ts";
import {
  capitalised,
  type Facts,
  isName,
  paragraph,
  say,
  slotsOf,
  type Template,
  template,
} from "./grammar.ts";
import { aside, type Kind } from "./kind.ts";
import { kinds } from "./kinds/index.ts";

export interface NewswireArticle {
  /** Name of the kind of event, e.g. `earnings`. */
  readonly kind: string;
  /** One paragraph of 60 to 150 words. */
  readonly article: string;
  /** One sentence of 12 to 25 words. All names and numbers in it stand in the article. */
  readonly summary: string;
}

const articleWords = { least: 60, most: 150 };
const summaryWords = { least: 12, most: 25 };

const asideFrames = [
  "separately, {brief}",
  "in other news, {brief}",
  "elsewhere, {brief}",
  "also [this week|in the news], {brief}",
].map(template);

/**
 * The article and reference summary of a seed: equal seeds give equal ones, everywhere.
 *
 * @param seed integer in [0, 2⁵³)
 */
export function newswireArticle(seed: number): NewswireArticle {
  const { kind, article, summary } = compose(seed);
  return { kind: kind.name, article, summary };
}

/** A seed's article, and what it says in so many words: `winner`, `score`, `town`, … by the names its kind gives them. */
export function newswireFacts(seed: number): {
  readonly article: string;
  readonly facts: Readonly<Record<string, string>>;
} {
  const { facts, article } = compose(seed);
  const texts = Object.entries(facts).flatMap(([key, fact]) =>
    typeof fact === "string" ? [[key, fact] as const] : isName(fact) ? [[key, fact.full] as const] : [],
  );
  return { article, facts: Object.fromEntries(texts.filter(([, text]) => article.includes(text))) };
}

/** Every wording of the summary of a seed's article, `newswireArticle(seed).summary` among them. */
export function newswireWordings(seed: number): string[] {
  const { kind, facts, draw } = compose(seed);
  return kind.summaries.map((summary) => sayAlone(summary, facts, draw));
}

interface Composition {
  readonly kind: Kind;
  readonly facts: Facts;
  readonly draw: Draw;
  readonly article: string;
  readonly summary: string;
}

/** Writes until the lengths are right and the article says all that the summary says. */
function compose(seed: number): Composition {
  const draw = createDraw(createRandom(deriveSeed(seed, "newswire")));
  const kind = draw.pick(kinds);
  while (true) {
    const facts = kind.facts(draw);
    const article = writeArticle(kind, facts, draw);
    const parts = draw.pick(kind.summaries);
    const summary = sayAlone(parts, facts, draw);
    if (
      isWithin(article, articleWords) &&
      isWithin(summary, summaryWords) &&
      isSupported(parts, facts, article)
    ) {
      return { kind, facts, draw, article, summary };
    }
  }
}

const sayAlone = (parts: Template, facts: Facts, draw: Draw): string =>
  paragraph([say(parts, { facts, introduced: new Set(), draw })]);

function writeArticle(kind: Kind, facts: Facts, draw: Draw): string {
  const voice = { facts, introduced: new Set<never>(), draw };
  const share = draw.between(3, 10) / 10;
  const steps = draw.pick(kind.plans).filter(({ isOptional }) => !isOptional || draw.chance(share));
  return paragraph(
    steps.map(({ sentence }) =>
      sentence === aside ? writeAside(kind, draw) : say(draw.pick(kind.sentences[sentence]!), voice),
    ),
  );
}

function writeAside(about: Kind, draw: Draw): string {
  let other = draw.pick(kinds);
  while (other === about) other = draw.pick(kinds);
  const voice = { facts: other.facts(draw), introduced: new Set<never>(), draw };
  const facts = { brief: say(draw.pick(other.briefs), voice) };
  return say(draw.pick(asideFrames), { facts, introduced: new Set(), draw });
}

function isWithin(text: string, { least, most }: { least: number; most: number }): boolean {
  let words = 1;
  for (let i = text.indexOf(" "); i >= 0; i = text.indexOf(" ", i + 1)) words++;
  return words >= least && words <= most;
}

/** Whether every name, number and phrase that the summary copies stands in the article. */
function isSupported(summary: Template, facts: Facts, article: string): boolean {
  return slotsOf(summary).every((key) => {
    const fact = facts[key]!;
    if (typeof fact === "string") return article.includes(fact) || article.includes(capitalised(fact));
    return isName(fact) ? article.includes(fact.full) : isSupported(fact, facts, article);
  });
}
