import { describe, expect, it } from "vitest";
import { rougeScorer } from "../../src/metrics/rouge/rouge.ts";
import { kinds } from "../../src/tasks/summarization/newswire/kinds/index.ts";
import { newswireArticle, newswireWordings } from "../../src/tasks/summarization/newswire/newswire.ts";

const articles = Array.from({ length: 20_000 }, (_, seed) => newswireArticle(seed));
const texts = articles.flatMap(({ article, summary }) => [article, summary]);

const sentencesOf = (article: string): string[] => article.match(/.+?[.!?]"?(?= ["A-Z0-9]|$)/g)!;
const wordsOf = (text: string): string[] => text.split(" ");
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The first text in which the pattern is found, around where it is found. */
function found(pattern: RegExp): string | undefined {
  for (const text of texts) {
    const index = text.search(pattern);
    if (index >= 0) return text.slice(Math.max(0, index - 40), index + 40);
  }
  return undefined;
}

describe("newswireArticle", () => {
  it("is a function of its seed", () => {
    for (const seed of [0, 1, 19_999, 2 ** 40 + 3]) {
      expect(newswireArticle(seed)).toEqual(newswireArticle(seed));
    }
    expect(newswireArticle(1)).toEqual(articles[1]);
    expect(newswireArticle(2 ** 32)).not.toEqual(articles[0]);
  });

  it("writes no article twice, and hardly ever a summary", () => {
    expect(new Set(articles.map(({ article }) => article)).size).toBe(articles.length);
    const summaries = new Set(articles.map(({ summary }) => summary));
    expect(summaries.size).toBeGreaterThan(0.999 * articles.length);
  });

  it("reports every kind about as often", () => {
    const expected = articles.length / kinds.length;
    for (const { name } of kinds) {
      const share = articles.filter(({ kind }) => kind === name).length / expected;
      expect(share, name).toBeGreaterThan(0.85);
      expect(share, name).toBeLessThan(1.15);
    }
  });

  it("keeps to its lengths", () => {
    for (const { article, summary } of articles) {
      const [long, short] = [wordsOf(article).length, wordsOf(summary).length];
      if (long < 60 || long > 150) expect.fail(article);
      if (short < 12 || short > 25) expect.fail(summary);
    }
    const length = mean(articles.map(({ article }) => wordsOf(article).length));
    expect(length).toBeGreaterThan(90);
    expect(length).toBeLessThan(110);
  });

  it("says in the summary no name and no number that is not in the article", () => {
    for (const { article, summary } of articles) {
      const [opening, ...rest] = wordsOf(summary.replace(/\.$/, "")).map((word) =>
        word.replace(/,$|'s?$/, ""),
      );
      const copied = rest.filter((word) => /^\$?\d|^[A-Z]/.test(word));
      for (const word of copied) if (!article.includes(word)) expect.fail(`${word}: ${article}`);
      if (/^\d/.test(opening!) && !article.includes(opening!)) expect.fail(`${opening}: ${article}`);
    }
  });

  it("is summed up neither by its first sentence nor by any other", () => {
    const score = rougeScorer({ kinds: ["rouge1"] });
    const sample = articles.slice(0, 2000).map(({ article, summary }) => {
      const scores = sentencesOf(article).map((sentence) => score(sentence, summary).rouge1.f);
      return { lead: scores[0]!, best: Math.max(...scores) };
    });
    expect(mean(sample.map(({ lead }) => lead))).toBeLessThan(0.3);
    expect(mean(sample.map(({ best }) => best))).toBeLessThan(0.55);
  });

  it("can be summed up by a reader who can't know the wording", () => {
    const score = rougeScorer({ kinds: ["rouge1"] });
    const reached = articles.slice(0, 2000).map(({ summary }, seed) => {
      const wordings = newswireWordings(seed);
      expect(wordings).toContain(summary);
      return mean(wordings.map((wording) => score(wording, summary).rouge1.f));
    });
    expect(mean(reached)).toBeGreaterThan(0.85);
  });

  it("uses a few thousand words, and names enough that no two articles need share one", () => {
    const types = new Set(texts.flatMap((text) => text.toLowerCase().match(/[a-z]+/g)!));
    expect(types.size).toBeGreaterThan(2500);
    expect(types.size).toBeLessThan(4500);
    const people = new Set(
      articles
        .filter(({ kind }) => kind === "tennis")
        .map(({ summary }) => /([A-Z]\w+ [A-Z]\w+) beat/.exec(summary)![1]),
    );
    expect(people.size).toBeGreaterThan(1000);
  });
});

describe("the English of the newswire", () => {
  it.each([
    ["a slot or a choice left open", /[{}[\]|]|undefined|NaN|Infinity|\[object/],
    ["a gap or a stop out of place", / {2}|^ | $| [,.;:]|,,|,\.|[.!?]{2}|[.!?]"\./],
    ["a sentence without a capital", /(?:^|[.!?] |[.!?]" )"?[a-z]/],
    ["a text without its stop", /[^.!?"]$|[^.!?]"$/],
    ["a word twice", /\b([A-Za-z]+) \1\b/i],
    ["`a` before a vowel", /\ba (?:[aei]|o(?!ne)|u(?!ni|se|su)|hour|honest|\$?8|\$?11\b|\$?18\b)/i],
    ["`an` before a consonant", /\ban (?!\$?8|\$?11\b|\$?18\b)[^aeioh"]/i],
    ["a word that runs into a number", /\d(?:and|in|to|for|by|on)\b/],
    ["one of many", /\b(?:one|1) (?:days|weeks|hours|months|years|people|wickets|runs)\b/],
    ["a possessive of a plural", /s's\b/],
  ])("has no place with %s", (_, pattern) => {
    expect(found(pattern)).toBeUndefined();
  });

  it("closes every quotation it opens", () => {
    for (const text of texts) if ((text.match(/"/g)?.length ?? 0) % 2 === 1) expect.fail(text);
  });

  it("introduces people by their full names", () => {
    for (const { article } of articles) {
      for (const [quote, name] of article.matchAll(/said ([A-Z]\w+)[,.]/g)) {
        const introduced = article.search(new RegExp(`[A-Z]\\w+ ${name}\\b`));
        if (introduced < 0 || introduced > article.indexOf(quote)) expect.fail(`${name}: ${article}`);
      }
    }
  });
});
