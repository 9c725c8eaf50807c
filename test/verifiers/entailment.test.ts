import { afterAll, describe, expect, it } from "vitest";
import { entailment, entailmentOptions } from "../../src/verifiers/entailment.ts";
import { expected } from "../published/fixtures.ts";
import { opened } from "./published.ts";

const { pairs, probabilities } = expected<{ pairs: [string, string][]; probabilities: number[][] }>("nli");
const options = (more: object = {}) => entailmentOptions.parse({ kind: "entailment", model: "nli", ...more });
const probabilityOf = (premise: string, sentence: string): number[] =>
  probabilities[pairs.findIndex(([first, second]) => first === premise && second === sentence)]!;

// One of the fixture's premises, and two sentences that it was asked of.
const premise = "The company said its profit rose.";
const sentences = ["Rain on Friday.", "Profit rose by a third."] as const;
const [first, second] = sentences.map((sentence) => probabilityOf(premise, sentence)) as [number[], number[]];

describe("entailment", () => {
  const made = {
    min: opened(entailment, options()),
    mean: opened(entailment, options({ over: "mean", batchSize: 1 })),
    contradiction: opened(entailment, options({ by: "contradiction" })),
  };
  afterAll(() => Promise.all(Object.values(made).map(({ release }) => release())));
  const row = { input: premise, output: sentences.join(" ") };

  it("is PyTorch's P(entailment) of the weakest sentence, or their mean", async () => {
    const [{ score: min }] = (await made.min.score([row])) as [{ score: number }];
    const [{ score: mean }] = (await made.mean.score([row])) as [{ score: number }];
    expect(min).toBeCloseTo(Math.min(first[2]!, second[2]!), 5);
    expect(mean).toBeCloseTo((first[2]! + second[2]!) / 2, 5);
  });

  it("is 1 − P(contradiction) of the sentence that contradicts most, where that is asked", async () => {
    const [{ score }] = (await made.contradiction.score([row])) as [{ score: number }];
    expect(score).toBeCloseTo(1 - Math.max(first[0]!, second[0]!), 5);
  });

  it("judges each row by itself, and has nothing to say of an empty one", async () => {
    const rows = [row, { input: premise, output: " " }, { input: premise, output: sentences[1] }];
    const scores = (await made.min.score(rows)).map(({ score }) => score);
    expect(scores).toEqual([expect.any(Number), Number.NaN, expect.closeTo(second[2]!, 5)]);
  });
});
