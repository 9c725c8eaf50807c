import { describe, expect, it } from "vitest";
import { createTask, taskOfTexts, taskOptions } from "../../src/tasks/index.ts";

const example = { input: "number 3 of the sea", reference: "the sea", stratum: "water" };

describe("a task of texts alone", () => {
  it("is there without the tokenizer that its options name", () => {
    const options = taskOptions.parse({ kind: "prompt", tokenizer: "no/such/folder" });
    expect(() => createTask(options)).toThrow(expect.objectContaining({ exitCode: 2 }));
    const { name, metrics, stratum } = taskOfTexts(options);
    expect({ name, metrics, stratum: stratum(example) }).toEqual({
      ...{ name: "prompt", metrics: ["exact", "rougeL"] },
      stratum: "water",
    });
  });

  it.each(["eigenvalues", "summarization", "prompt"] as const)(
    "says the same as the whole one: %s",
    (kind) => {
      const options = taskOptions.parse({ kind });
      const [texts, whole] = [taskOfTexts(options), createTask(options)];
      expect([texts.name, texts.metrics]).toEqual([whole.name, whole.metrics]);
      const made = whole.example?.(1, "test", 0) ?? example;
      expect(texts.stratum(made)).toBe(whole.stratum(made));
      expect(texts.features(made)).toEqual(whole.features(made));
      expect(texts.judge(made, made.reference)).toEqual(whole.judge(made, made.reference));
    },
  );
});
