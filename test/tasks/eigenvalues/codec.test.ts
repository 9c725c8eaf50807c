import { describe, expect, it } from "vitest";
import { PstarError } from "../../../src/errors.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { createEigenvaluesTask } from "../../../src/tasks/eigenvalues/eigenvalues.ts";
import { encodingNames } from "../../../src/tasks/eigenvalues/encodings/index.ts";
import { eigenvaluesOptions } from "../../../src/tasks/eigenvalues/options.ts";

const cases = encodingNames.flatMap((encoding) => [2, 5].map((size) => ({ encoding, size })));

describe.each(cases)("codec of $size×$size in $encoding", ({ encoding, size }) => {
  const task = createEigenvaluesTask(eigenvaluesOptions.parse({ kind: "eigenvalues", size, encoding }));
  const { codec } = task;

  it("gives rows of fixed length inside the vocabulary, without the start token", () => {
    for (let i = 0; i < 200; i++) {
      const { input, reference } = task.example(1, "train", i);
      const rows = [codec.encodeInput(input), codec.encodeOutput(reference)];
      expect(rows.map(({ length }) => length)).toEqual([codec.sourceLength, codec.targetLength]);
      for (const row of rows) expect(row.every((token) => token >= 0 && token < codec.startToken)).toBe(true);
    }
    expect(codec.startToken).toBeLessThan(codec.vocabularySize);
  });

  it("tells inputs apart, and answers to three digits", () => {
    const rows = new Set<string>();
    const inputs = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const { input, reference } = task.example(2, "train", i);
      inputs.add(input);
      rows.add(codec.encodeInput(input).join());
      const said = codec.decodeOutput(codec.encodeOutput(reference)).split(" ").map(Number);
      reference.split(" ").forEach((truth, k) => {
        expect(Math.abs(said[k]! - Number(truth))).toBeLessThanOrEqual(
          Math.max(0.00501 * Math.abs(Number(truth)), 0.005),
        );
      });
    }
    expect(rows.size).toBe(inputs.size);
  });

  it("writes any token row as a text that gives the row back, and parses exactly the well-formed ones", () => {
    const random = createRandom(3);
    const example = task.example(1, "test", 0);
    for (let i = 0; i < 3000; i++) {
      const row = codec.encodeOutput(task.example(1, "test", i % 50).reference);
      for (let k = random.integer(3); k > 0; k--) {
        row[random.integer(row.length)] = random.integer(codec.vocabularySize);
      }
      const text = codec.decodeOutput(row);
      expect(codec.encodeOutput(text)).toEqual(row);
      expect(task.wellFormed(text)).toBe(!text.includes("?"));
      expect(task.judge(example, text).parsed).toBe(task.wellFormed(text));
    }
  });
});

describe("codec", () => {
  const { codec, wellFormed } = createEigenvaluesTask(eigenvaluesOptions.parse({ kind: "eigenvalues" }));

  it("writes numbers with as many digits as they need", () => {
    expect(codec.decodeOutput(codec.encodeOutput("12.30 -0.5"))).toBe("12.3 -0.5");
    expect(codec.decodeOutput(codec.encodeOutput("7.318408 -8.448408"))).toBe("7.32 -8.45");
    expect(codec.decodeOutput(codec.encodeOutput("0.0312 0"))).toBe("0.0312 0");
  });

  it("shows the readable numbers of a malformed row", () => {
    const row = codec.encodeOutput("12.3 -0.5");
    row[4] = 0;
    const text = codec.decodeOutput(row);
    expect(text).toMatch(/^12\.3 \?/);
    expect(wellFormed(text)).toBe(false);
  });

  it("refuses texts of another task in one line", () => {
    for (const input of ["", "1 2 3", "1 2; x", "1 2; 3; 4", "1 2 3; 4 5; 6", "1; 2 3"]) {
      expect(() => codec.encodeInput(input)).toThrow(PstarError);
    }
    for (const output of [
      "",
      "1",
      "1 2 3",
      "1 two",
      "? 2",
      "?1:2 3",
      "?1:2:9999 3",
      "?1:2:x 3",
      "?1:2:-3 1",
    ]) {
      expect(() => codec.encodeOutput(output)).toThrow(PstarError);
    }
  });
});
