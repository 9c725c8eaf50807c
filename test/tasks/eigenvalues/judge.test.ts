import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { createJudge } from "../../../src/tasks/eigenvalues/judge.ts";

const { judge, metrics, wellFormed } = createJudge(3, 0.01);

describe("judge", () => {
  it("calls an answer correct by ‖λ̂ − λ‖₁ ≤ τ‖λ‖₁, every by each eigenvalue's own error", () => {
    const random = createRandom(1);
    let correct = 0;
    for (let i = 0; i < 2000; i++) {
      const truth = Array.from({ length: 3 }, () => 10 * random.normal());
      const answer = truth.map((value) => value * (1 + 0.03 * random.normal()));
      const verdict = judge({ input: "", reference: truth.join(" ") }, answer.join(" "));
      const distance =
        Math.abs(answer[0]! - truth[0]!) +
        Math.abs(answer[1]! - truth[1]!) +
        Math.abs(answer[2]! - truth[2]!);
      const norm = Math.abs(truth[0]!) + Math.abs(truth[1]!) + Math.abs(truth[2]!);
      expect(verdict.parsed).toBe(true);
      expect(verdict.error).toBeCloseTo(distance / norm, 12);
      expect(verdict.correct).toBe(distance / norm <= 0.01 ? 1 : 0);
      for (const percent of [5, 2, 1]) {
        expect(verdict.metrics[`within${percent}`]).toBe(distance / norm <= percent / 100 ? 1 : 0);
        const every = answer.every(
          (value, k) => Math.abs(value - truth[k]!) <= (percent / 100) * Math.abs(truth[k]!),
        );
        expect(verdict.metrics[`every${percent}`]).toBe(every ? 1 : 0);
      }
      if (verdict.correct) correct++;
    }
    expect(correct).toBeGreaterThan(100);
    expect(correct).toBeLessThan(1900);
  });

  it("takes the order as given", () => {
    const example = { input: "", reference: "3 2 1" };
    expect(judge(example, "3 2 1")).toMatchObject({ correct: 1, error: 0 });
    expect(judge(example, "1 2 3").correct).toBe(0);
  });

  const malformed = [
    "",
    " ",
    "1 2",
    "1 2 3 4",
    "1 2 x",
    "1  2 3",
    "NaN 2 1",
    "Infinity 2 1",
    "3 2 1e999",
    "0x3 2 1",
  ];
  it.each([...malformed, "3,2,1", "?1:2:3 2 1", "3 2 ?", "3 2 1\n", "--3 2 1", "3. 2 1", "3 2 1 "])(
    "never calls %j correct",
    (output) => {
      expect(wellFormed(output)).toBe(false);
      const verdict = judge({ input: "", reference: "3 2 1" }, output);
      expect(verdict).toMatchObject({ parsed: false, correct: 0, error: Infinity });
      expect(Object.keys(verdict.metrics)).toEqual(expect.arrayContaining([...metrics]));
      expect(Object.values(verdict.metrics).every((value) => value === 0)).toBe(true);
    },
  );

  it("takes eigenvalues of zero: only zero is near them", () => {
    expect(judge({ input: "", reference: "0 0 0" }, "0 0 0")).toMatchObject({ correct: 1, error: 0 });
    expect(judge({ input: "", reference: "0 0 0" }, "0.1 0 0")).toMatchObject({
      correct: 0,
      parsed: true,
    });
    const near = judge({ input: "", reference: "5 0 -5" }, "5 0.01 -5").metrics;
    expect(near).toMatchObject({ within1: 1, every5: 0 });
  });

  it("names the metric at the task's tolerance first, and adds it where it is not among the three", () => {
    expect(metrics).toEqual(["within1", "within5", "within2", "every1", "every5", "every2"]);
    expect(createJudge(2, 0.05).metrics[0]).toBe("within5");
    expect(createJudge(2, 0.07).metrics).toHaveLength(8);
    expect(createJudge(2, 0.07).metrics[0]).toBe("within7");
  });
});
