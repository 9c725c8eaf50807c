import { stripVTControlCharacters, styleText } from "node:util";
import { describe, expect, it } from "vitest";
import { cellsIn } from "../../src/cli/fold.ts";
import { type Row, table } from "../../src/cli/table.ts";

describe("table", () => {
  const columns = [
    { title: "name" },
    { title: "n", align: "right" as const },
    { title: "note", optional: true },
  ];
  const rows: Row[] = [
    { cells: ["a", "1", "first"] },
    { heading: "more" },
    { cells: ["long name", "1,000", "x"], remark: "good" },
  ];

  it("aligns texts on the left and numbers on the right", () => {
    expect(table(columns, rows, 80).split("\n")).toEqual([
      "name           n  note",
      "───────────────────────",
      "a              1  first",
      "more",
      "long name  1,000  x      good",
    ]);
  });

  it("gives up optional columns where the width asks for it, never the others", () => {
    expect(table(columns, rows, 24).split("\n")).toEqual([
      "name           n",
      "────────────────",
      "a              1",
      "more",
      "long name  1,000  good",
    ]);
    expect(table(columns, rows, 5)).toContain("long name  1,000");
  });

  it("puts a remark that does not fit below its row", () => {
    const long = "a remark that is longer than the line";
    const lines = table(columns, [...rows, { cells: ["b", "2", ""], remark: long }], 40).split("\n");
    expect(lines.slice(-3)).toEqual([
      "b              2",
      "    → a remark that is longer than the",
      "      line",
    ]);
  });

  it("keeps room for the longest of the brief remarks, whatever longer ones there are", () => {
    const remarks = ["narrow", "improves", "a remark that is longer than the line"];
    const lines = table(
      columns,
      remarks.map((remark) => ({ cells: ["a", "1", "note"], remark })),
      18,
    );
    expect(lines.split("\n").slice(2, 5)).toEqual(["a     1  narrow", "a     1  improves", "a     1"]);
  });

  it("makes wide columns of texts narrower, and cuts headings, so that no line is longer than the width", () => {
    const wide: Row[] = [
      { heading: "a heading that is much longer than the width of the table, as field names may be" },
      { cells: ["some name that is too long by far", "1,000", ""], remark: "a remark" },
      { cells: ["漢字漢字漢字漢字漢字漢字漢字漢字漢字", "20", ""] },
    ];
    for (const width of [20, 30, 60]) {
      const lines = table(columns, wide, width).split("\n");
      for (const line of lines) expect(cellsIn(line), line).toBeLessThanOrEqual(width);
    }
    expect(table(columns, wide, 30).split("\n").slice(2)).toEqual([
      "a heading that is much longer…",
      "some name that is too…   1,000",
      "    → a remark",
      "漢字漢字漢字漢字漢字漢…     20",
    ]);
  });

  it("leaves an optional column out where it is empty", () => {
    expect(table(columns, [{ cells: ["a", "1", ""] }], 80)).not.toContain("note");
  });

  it("counts no colour and no combining mark as width", () => {
    const coloured: Row[] = [
      { cells: [styleText("red", "ab", { validateStream: false }), "1", ""] },
      { cells: ["λ̂λ", "1", ""] },
    ];
    const [, , first, second] = stripVTControlCharacters(table(columns, coloured, 80)).split("\n");
    expect(first).toBe("ab    1");
    expect(second).toBe("λ̂λ    1");
  });
});
