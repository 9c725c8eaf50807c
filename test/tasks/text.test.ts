import { describe, expect, it } from "vitest";
import { createTask, taskOptions } from "../../src/tasks/index.ts";
import { splits } from "../../src/tasks/task.ts";

const summarization = (options: object = {}) =>
  createTask(taskOptions.parse({ kind: "summarization", articles: "newswire", ...options }));

const example = { input: "", reference: "The ferry closed for two weeks." };

describe("summarisation", () => {
  it("judges by ROUGE: the reference itself is right in every metric, other words are wrong in all", () => {
    const { judge, metrics } = summarization();
    const right = judge(example, example.reference);
    const wrong = judge(example, "Nobody knows");
    expect(right).toMatchObject({ parsed: true, correct: 1, error: 0 });
    expect(wrong).toMatchObject({ parsed: true, correct: 0, error: 1 });
    for (const metric of metrics) expect([right.metrics[metric], wrong.metrics[metric]]).toEqual([1, 0]);
  });

  it("draws the line where the task does, or none", () => {
    const half = "The ferry closed after fire"; // three of five words, of six: F = 6/11
    const f = 6 / 11;
    const at = (atLeast?: number) =>
      summarization({ correct: { metric: "rouge1", ...(atLeast && { atLeast }) } }).judge(example, half);
    expect(at(f - 1e-9).correct).toBe(1);
    expect(at(f + 1e-9).correct).toBe(0);
    expect(at().correct).toBeCloseTo(f, 12);
    expect(at().error).toBeCloseTo(1 - f, 12);
  });

  it("compares words by their stems unless told not to", () => {
    const said = "The ferries closed for two weeks.";
    expect(summarization().judge(example, said).metrics.rouge1).toBe(1);
    expect(summarization({ stem: false }).judge(example, said).metrics.rouge1).toBeCloseTo(5 / 6, 12);
  });

  it("takes an empty text for malformed", () => {
    const { judge, wellFormed } = summarization();
    for (const text of ["", " \n\t"]) {
      expect(wellFormed(text)).toBe(false);
      expect(judge(example, text)).toMatchObject({ parsed: false, correct: 0, error: 1 });
    }
  });

  it("draws articles by seed, none in two splits, each with its kind", () => {
    const { example, stratum } = summarization();
    const drawn = splits.map((split) => Array.from({ length: 200 }, (_, i) => example!(3, split, i)));
    const inputs = drawn.map((examples) => new Set(examples.map(({ input }) => input)));
    for (const [i, some] of inputs.entries())
      for (const others of inputs.slice(i + 1))
        expect([...some].some((input) => others.has(input))).toBe(false);
    expect(example!(3, "test", 7)).toEqual(drawn[3]![7]);
    expect(example!(4, "test", 7)).not.toEqual(drawn[3]![7]);
    expect(new Set(drawn.flat().map(stratum)).size).toBeGreaterThan(9);
  });

  it("has neither examples nor tokens where nothing is said of them", () => {
    const task = createTask(taskOptions.parse({ kind: "summarization" }));
    expect(task.example).toBeUndefined();
    expect(task.codec).toBeUndefined();
  });
});

describe("prompts", () => {
  it("are answered right by the reference, spaces around it aside", () => {
    const { judge } = createTask(taskOptions.parse({ kind: "prompt" }));
    const paris = { input: "", reference: "Paris" };
    expect(judge(paris, " Paris\n").correct).toBe(1);
    expect(judge(paris, "paris").correct).toBe(0);
  });
});
