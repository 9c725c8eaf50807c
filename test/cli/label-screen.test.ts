import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { cellsIn, fold } from "../../src/cli/fold.ts";
import { type LabelItem, type LabelView, labelScreen } from "../../src/cli/label-screen.ts";
import { cpuSeconds } from "../cpu-time.ts";

const item: LabelItem = {
  ...{ id: "q-7", line: 1234, input: "What is 2 + 2?", output: "4", reference: "four" },
  scores: [
    { name: "judge", value: 0.123456 },
    { name: "rules", value: Number.NaN },
  ],
};
const long = "All work and no play makes Jack a dull boy. ".repeat(100);

function screen(change: Partial<LabelItem>, view: Partial<LabelView> = {}, width = 80): string {
  const whole = { item: { ...item, ...change }, place: 12, total: 50, whole: false, showScores: false };
  return labelScreen({ ...whole, ...view }, { width, stream: new PassThrough() });
}

describe("the screen of one item", () => {
  it("shows place, input, reference and output, and the keys", () => {
    expect(screen({})).toBe(
      [
        `── 12 of 50 · line 1,234 · q-7 ${"─".repeat(49)}`,
        "input",
        "  What is 2 + 2?",
        "reference",
        "  four",
        "output to judge",
        "  4",
        "",
        "y correct  n wrong  0-9 tenths correct  s skip  u undo  m show all  q quit",
      ].join("\n"),
    );
  });

  it("names no reference where there is none, and shows what is empty", () => {
    expect(screen({ reference: "" })).not.toContain("reference");
    expect(screen({ output: "" })).toContain("output to judge\n  (empty)");
  });

  it("fits a terminal of 24 lines, whatever there is, and shows all when asked to", () => {
    const chat = Array.from({ length: 9 }, (_, i) => ({
      role: i % 2 ? "assistant" : "user",
      content: `${i} ${long}`,
    }));
    for (const input of [long, chat]) {
      const texts = { input, output: long, reference: long };
      const short = screen(texts).split("\n");
      expect(short.length).toBeLessThan(24);
      expect(short).toContain("  … (m to show all)");
      const whole = screen(texts, { whole: true });
      expect(whole).not.toContain("…");
      expect(whole.split("Jack").length).toBe((typeof input === "string" ? 3 : 11) * 100 + 1);
    }
    expect(screen({ input: chat })).toContain("… earlier messages: 8 (m to show all)");
    expect(screen({ input: chat }, { whole: true })).toMatch(
      /\nuser\n {2}0 All[\s\S]*\nassistant\n {2}7 All/,
    );
  });

  it("keeps within the width, wide characters and all", () => {
    const texts = {
      input: "日本語の文章と English と 한국어 👩‍👩‍👧 ".repeat(20),
      output: "x".repeat(500),
      id: "i".repeat(200),
    };
    for (const width of [20, 41, 80, 120]) {
      for (const line of screen(texts, { whole: true }, width).split("\n")) {
        expect(cellsIn(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it("shows scores only when asked to", () => {
    expect(screen({})).not.toContain("judge 0");
    expect(screen({}, { showScores: true })).toContain("scores\n  judge 0.1235  rules none");
  });

  it("lets no control character through", () => {
    const evil = "\u001b[2Jgone\u0007\r\u009b31m\u202egnp\r\nnext\ttab";
    expect(screen({ output: evil })).toContain("  �[2Jgone���31m�gnp\n  next  tab");
    expect(screen({ output: evil, id: evil, input: [{ role: evil, content: evil }] })).not.toMatch(
      /[^\P{Cc}\n]|\u202e/u,
    );
  });

  it("is quick with ten megabytes", async () => {
    const huge = "word ".repeat(2_000_000);
    const seconds = await cpuSeconds(() => {
      expect(screen({ input: huge, output: huge }).length).toBeLessThan(2000);
    });
    expect(seconds).toBeLessThan(10);
  });
});

describe("fold", () => {
  it("breaks between words, within only where one is too long, and keeps the text's own lines and indents", () => {
    expect([...fold("the quick brown fox", 10)]).toEqual(["the quick", "brown fox"]);
    expect([...fold("the quick brown fox", 9)]).toEqual(["the quick", "brown fox"]);
    expect([...fold("abcdefghij klm", 4)]).toEqual(["abcd", "efgh", "ij", "klm"]);
    expect([...fold("a\n\n  if x:\n    y\n", 80)]).toEqual(["a", "", "  if x:", "    y", ""]);
    expect([...fold("    abcdefgh", 6)]).toEqual(["    ab", "cdefgh"]);
    expect([...fold("日本語", 5)]).toEqual(["日本", "語"]);
    expect([...fold("", 5)]).toEqual([""]);
  });

  it("loses nothing but spaces at the folds", () => {
    const words = long.slice(0, 400);
    for (let width = 1; width < 60; width++) {
      const lines = [...fold(words, width)];
      expect(lines.join("").replaceAll(" ", "")).toBe(words.replaceAll(" ", ""));
      expect(Math.max(...lines.map(cellsIn))).toBeLessThanOrEqual(width);
    }
  });
});
