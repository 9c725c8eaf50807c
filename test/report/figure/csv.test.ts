import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type Figure, figureCsv } from "../../../src/report/figure.ts";
import { descent, samples } from "../sample-figures.ts";

type Row = Record<string, string>;
const read = (csv: string): Row[] => parse(csv, { columns: true });
const number = (text: string): number | undefined => (text === "" ? undefined : Number(text));

describe("the CSV of a figure", () => {
  it.each(Object.entries(samples))("holds every number of %s exactly, in order", (_, figure) => {
    const rows = read(figureCsv(figure)).filter(({ kind }) => !kind!.startsWith("line at"));
    const points = figure.panels.flatMap(({ name = "", series }) =>
      series.flatMap((one) =>
        one.points.map((point) => ({ panel: name, series: one.name, kind: one.kind, ...point })),
      ),
    );
    expect(rows).toHaveLength(points.length);
    for (const [i, { panel, series, kind, x, y, low, high, value }] of rows.entries()) {
      const numbers = Object.entries({ x, y, low, high, value }).map(([key, text]) => [key, number(text!)]);
      const there = Object.fromEntries(numbers.filter(([, one]) => one !== undefined));
      expect({ panel, series, kind, ...there }).toEqual(points[i]);
    }
  });

  it("lists reference lines after the series", () => {
    expect(read(figureCsv(descent)).slice(-2)).toEqual([
      { panel: "", series: "m = n", kind: "line at x", x: "1", y: "", low: "", high: "", value: "" },
      {
        panel: "",
        series: "the generator’s own error",
        kind: "line at y",
        x: "",
        y: "0.25",
        low: "",
        high: "",
        value: "",
      },
    ]);
  });

  it("quotes what RFC 4180 wants quoted and ends its lines so", () => {
    const name = 'a "quoted", name\r\nin two lines';
    const figure: Figure = {
      title: "t",
      x: { label: "x", scale: "linear" },
      y: { label: "y", scale: "linear" },
      panels: [{ name, series: [{ name, kind: "line", points: [{ x: -0, y: Number.NaN }] }] }],
    };
    const csv = figureCsv(figure);
    expect(csv.startsWith("panel,series,kind,x,y,low,high,value\r\n")).toBe(true);
    expect(csv.endsWith("\r\n")).toBe(true);
    expect(read(csv)[0]).toMatchObject({ panel: name, series: name, x: "-0", y: "NaN" });
  });
});
