import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { createDraw } from "../../src/tasks/summarization/newswire/draw.ts";
import {
  type Facts,
  indefiniteArticle,
  isName,
  paragraph,
  say,
  slotsOf,
  template,
} from "../../src/tasks/summarization/newswire/grammar.ts";
import { aside } from "../../src/tasks/summarization/newswire/kind.ts";
import { kinds } from "../../src/tasks/summarization/newswire/kinds/index.ts";

const draw = createDraw(createRandom(1));
const said = (text: string, facts: Facts = {}): string =>
  say(template(text), { facts, introduced: new Set(), draw });
const saidOften = (text: string, facts?: Facts): string[] =>
  [...new Set(Array.from({ length: 200 }, () => said(text, facts)))].sort();

describe("a template", () => {
  it("is said with its facts filled in, as they are", () => {
    expect(said("{who} paid {sum}", { who: "Holt", sum: "$4 {x} [y]" })).toBe("Holt paid $4 {x} [y]");
  });

  it("says each alternative sooner or later, nested and empty ones too", () => {
    expect(saidOften("[a|b[ c|]]")).toEqual(["a", "b", "b c"]);
  });

  it("says a fact that is wording afresh each time", () => {
    const facts = { moved: template("[rose|fell]") };
    expect(saidOften("{moved} {moved}", facts)).toEqual(["fell fell", "fell rose", "rose fell", "rose rose"]);
  });

  it("says a name in full once", () => {
    const facts = { who: { full: "Mara Holt", short: "Holt" } };
    expect(said("{who}, {who's} and {who}", facts)).toBe("Mara Holt, Holt's and Holt");
  });

  it("knows the possessive and the indefinite article", () => {
    expect(said("{firm's} {a thing}", { firm: "Apex Foods", thing: "offer" })).toBe("Apex Foods' an offer");
  });

  it.each(["[a|b", "a]", "a|b", "{}", "{a b c}"])("with brackets that don't match is refused: %s", (text) => {
    expect(() => template(text)).toThrow(SyntaxError);
  });

  it("with a slot that is no fact is refused when it is said", () => {
    expect(() => said("{whom}", { who: "Holt" })).toThrow(/whom/);
  });
});

describe("indefiniteArticle", () => {
  it.each([
    ["an", ["apple", "hour", "8%", "18-year plan", "$11 million", "11 years", "uninvited guest", "artist"]],
    ["a", ["union", "one-day cup", "use", "European", "house", "12%", "118 mph", "unit", "$9 offer"]],
  ])("is %s", (article, words) => {
    for (const word of words) expect(indefiniteArticle(word), word).toBe(article);
  });
});

describe("paragraph", () => {
  it("gives sentences capitals and stops, and closes gaps", () => {
    expect(paragraph(["it rose  4.2% , he said", '"so be it."', "12 went. they came"])).toBe(
      'It rose 4.2%, he said. "So be it." 12 went. They came.',
    );
  });
});

describe.each(kinds)("the kind $name", (kind) => {
  const samples = Array.from({ length: 300 }, (_, seed) => kind.facts(createDraw(createRandom(seed))));
  const templates = [...Object.values(kind.sentences), kind.summaries, kind.briefs].flat();

  it("has several plans, summaries and ways to say what it says", () => {
    expect(kind.plans.length).toBeGreaterThanOrEqual(5);
    expect(kind.briefs.length).toBeGreaterThanOrEqual(2);
    for (const plan of kind.plans) expect(plan.length).toBeGreaterThanOrEqual(7);
  });

  it("plans only sentences it has, and has none that no plan says", () => {
    const planned = new Set(kind.plans.flat().map(({ sentence }) => sentence));
    planned.delete(aside);
    expect([...planned].sort()).toEqual(Object.keys(kind.sentences).sort());
  });

  it("knows every fact it tells, and tells every fact it knows", () => {
    const wordings = samples.flatMap((facts) =>
      Object.values(facts).map((fact) => (isName(fact) ? fact.short : fact)),
    );
    const told = new Set(
      [...templates, ...wordings].flatMap((text) => (typeof text === "string" ? [] : slotsOf(text))),
    );
    for (const facts of samples) expect(Object.keys(facts).sort()).toEqual([...told].sort());
  });

  it("tells those it names apart by their short names", () => {
    for (const facts of samples) {
      const names = new Set(Object.values(facts).filter(isName));
      const shorts = [...names].flatMap(({ short }) => (typeof short === "string" ? [short] : []));
      expect(new Set(shorts).size, shorts.join()).toBe(shorts.length);
    }
  });
});
