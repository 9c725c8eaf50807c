import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { supports } from "../../src/published/consistency.ts";
import { classify, type Judge, openJudge } from "../../src/published/entailment.ts";
import { copyOf, expected, here, refusalOf, sourceOf } from "./fixtures.ts";

const { pairs, probabilities } = expected<{ pairs: [string, string][]; probabilities: number[][] }>("nli");

describe("natural-language inference", () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await openJudge(sourceOf("nli"), here);
  });
  afterAll(() => judge.model.dispose());

  const tokensOf = (text: string): number[] => judge.tokenizer.encode(text, { add_special_tokens: false });

  it("finds its classes by their labels, in any case and order", () => {
    expect([judge.entailment, judge.contradiction]).toEqual([2, 0]);
  });

  it.each([1, 7])("gives PyTorch's probabilities, %i pairs together", async (batchSize) => {
    const rows = pairs.map(([premise, hypothesis]) => ({
      premise: tokensOf(premise),
      hypothesis: tokensOf(hypothesis),
    }));
    const fitting = rows.flatMap(({ premise, hypothesis }, i) =>
      premise.length + hypothesis.length + 3 <= 48 ? [i] : [],
    );
    expect(fitting.length).toBeGreaterThan(8);
    const found = await classify(
      judge,
      fitting.map((row) => rows[row]!),
      batchSize,
    );
    found.forEach((own, i) => {
      probabilities[fitting[i]!]!.forEach((value, label) => {
        expect(Math.abs(own[label]! - value)).toBeLessThan(1e-5);
      });
    });
  });

  it("judges each sentence, and a premise that is too long by its strongest window", async () => {
    const sentences = [
      "Rain is expected in the north on Friday, with winds along the coast and the old town of the north. ",
      "The company said its profit rose by a third after a campaign about housing, buses and water in the town. ",
      "Owners signed a letter to the court about the price of water, and voters chose a new mayor on Monday.",
    ];
    const text = "Profit rose. A court ruled on Monday!";
    const room =
      48 - 3 - Math.max(tokensOf("Profit rose.").length, tokensOf("A court ruled on Monday!").length);
    for (const i of [0, 1]) expect(tokensOf(sentences[i]! + sentences[i + 1]!).length).toBeGreaterThan(room);
    for (const sentence of sentences) expect(tokensOf(sentence).length).toBeLessThanOrEqual(room);
    const parts = sentences.map((premise) => ({ premise, text }));
    const [whole, ...each] = await supports(judge, [{ premise: sentences.join(""), text }, ...parts], 4);
    expect(whole).toHaveLength(2);
    whole!.forEach(({ entailed, contradicted }, i) => {
      expect(entailed).toBeCloseTo(Math.max(...each.map((part) => part[i]!.entailed)), 5);
      expect(contradicted).toBeCloseTo(Math.max(...each.map((part) => part[i]!.contradicted)), 5);
    });
  });

  it("copes with a sentence, a hypothesis and a premise that no window holds, and with none", async () => {
    const endless = "rain and wind and ".repeat(60);
    const found = await supports(
      judge,
      [
        { premise: endless, text: "Rain." },
        { premise: "Rain.", text: endless },
        { premise: endless, text: endless },
        { premise: "", text: "Rain." },
        { premise: "Rain.", text: " \n " },
      ],
      8,
    );
    expect(found.map((sentences) => sentences.length)).toEqual([1, 1, 1, 1, 0]);
    for (const { entailed } of found.flat()) expect(entailed).toBeGreaterThan(0);
  });

  it("refuses a model with other labels, and says which it has", async () => {
    const folder = copyOf("nli");
    const path = join(folder, "config.json");
    const config = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...config, id2label: { 0: "positive", 1: "negative" } }));
    const { line } = await refusalOf(() => openJudge(sourceOf(folder), here));
    expect(line).toContain('has no label "entailment", only positive, negative');
  });
});
