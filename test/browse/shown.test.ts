import { describe, expect, it } from "vitest";
import { shownAnswer, shownInput } from "../../src/browse/shown.ts";
import { createRandom } from "../../src/random/generator.ts";
import { formatMatrix } from "../../src/tasks/eigenvalues/text.ts";

const eigenvalues = { task: "eigenvalues", format: "text" } as const;
const texts = { task: "summarization", format: "text" } as const;

describe("what a text says", () => {
  it("is a symmetric matrix where the task is eigenvalues", () => {
    expect(shownInput("1.2 -0.5; 7.1", eigenvalues)).toEqual({
      kind: "matrix",
      text: "1.2 -0.5; 7.1",
      rows: [
        [1.2, -0.5],
        [-0.5, 7.1],
      ],
    });
    const random = createRandom(1);
    for (let size = 1; size < 7; size++) {
      const upper = Array.from({ length: (size * (size + 1)) / 2 }, () => random.normal());
      const shown = shownInput(
        formatMatrix(size, (at) => String(upper[at])),
        eigenvalues,
      );
      if (shown.kind !== "matrix") throw new Error(shown.kind);
      const { rows } = shown;
      expect(rows.length).toBe(size);
      rows.forEach((row, i) => {
        expect(row).toEqual(rows.map((other) => other[i]));
      });
      expect(rows.flatMap((row, i) => row.slice(i))).toEqual(upper);
    }
  });

  it("is numbers where an answer gives them, and text where it does not", () => {
    expect(shownAnswer("8.9 -9.07", eigenvalues)).toEqual({
      kind: "numbers",
      text: "8.9 -9.07",
      values: [8.9, -9.07],
    });
    for (const text of ["", "8.9  -9", "NaN", "1e999", "<script>1</script>"]) {
      expect(shownAnswer(text, eigenvalues)).toEqual({ kind: "text", text });
    }
    expect(shownInput("1 2; 3; 4", eigenvalues).kind).toBe("text");
  });

  it("is text in other tasks, whatever it looks like", () => {
    for (const task of ["summarization", null]) {
      expect(shownAnswer("1 2", { task, format: "text" }).kind).toBe("text");
      expect(shownInput("1 2; 3", { task, format: "text" }).kind).toBe("text");
    }
    expect(shownInput('[{"role":"user","content":"hi"}]', texts).kind).toBe("text");
  });

  it("is a chat where the example says so, and text where it can't be read as one", () => {
    const messages = [{ role: "user", content: "<img src=x onerror=alert(1)>\u202e" }];
    const text = JSON.stringify(messages);
    expect(shownInput(text, { task: null, format: "chat" })).toEqual({ kind: "chat", text, messages });
    for (const broken of ["[", "7", "[]", '[{"role":1}]']) {
      expect(shownInput(broken, { task: null, format: "chat" })).toEqual({ kind: "text", text: broken });
    }
  });
});
