import { describe, expect, it } from "vitest";
import type { PstarError } from "../../src/errors.ts";
import { type Figure, figureSvg, type Panel, type Point, type Series } from "../../src/report/figure.ts";
import { all, centre, groups, inverse, type Node, offset, parse, runs } from "./read-figure.ts";
import { decomposition, descent, samples, shares, transition } from "./sample-figures.ts";

const linear = { label: "x", scale: "linear" } as const;
const log = { label: "y", scale: "log" } as const;
const one = (series: Partial<Series> & { points: Point[] }, rest: Partial<Figure> = {}): Figure => ({
  title: "A figure",
  x: linear,
  y: linear,
  panels: [{ series: [{ name: "a", kind: "line", ...series }] }],
  ...rest,
});

describe.each(Object.entries(samples))("the figure of %s", (_, figure) => {
  const svg = figureSvg(figure);
  const root = parse(svg);

  it("is a self-contained picture that says what it is", () => {
    expect(root.localName).toBe("svg");
    expect(root.getAttribute("xmlns")).toBe("http://www.w3.org/2000/svg");
    expect(root.getAttribute("role")).toBe("img");
    expect(root.getAttribute("aria-label")).toBe(figure.title);
    expect(all(root, "title")[0]!.textContent).toBe(figure.title);
    expect(all(root, "desc")[0]!.textContent).toContain(figure.x.label);
    expect(svg).not.toMatch(/<script|<image|<foreignObject|href=|@import|url\(|\sid=|\son\w+=/);
  });

  it("is the same bytes each time", () => {
    expect(figureSvg(structuredClone(figure))).toBe(svg);
  });

  it.each([240, 360, 640, 960])("has no text cut, over another or too small at a width of %d", (width) => {
    const drawn = parse(figureSvg(figure, { width }));
    const [, , right, bottom] = drawn.getAttribute("viewBox")!.split(" ").map(Number);
    expect(right).toBe(width);
    const texts = all(drawn, "text").filter((text) => text.textContent !== "");
    const boxes = texts.map(boxOf);
    for (const box of boxes) {
      expect(box.size, box.text).toBeGreaterThanOrEqual(13);
      expect(box.left, box.text).toBeGreaterThanOrEqual(0);
      expect(box.right, box.text).toBeLessThanOrEqual(right!);
      expect(box.top, box.text).toBeGreaterThanOrEqual(0);
      expect(box.bottom, box.text).toBeLessThanOrEqual(bottom!);
    }
    const clashes = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.text} | ${b.text}`),
    );
    expect(clashes).toEqual([]);
  });
});

/** By a face of ordinary width: 0.55 of the size a letter, 0.33 a space or a stop. */
function boxOf(node: Node) {
  const inherited = (name: string): string | undefined => {
    for (let at: Node | null = node; at !== null; at = at.parentElement) {
      const value = at.getAttribute(name);
      if (value !== null) return value;
    }
    return undefined;
  };
  const size = Number(inherited("font-size"));
  const ems = [...node.textContent].map((character) => (/[\p{L}\p{N}]/u.test(character) ? 0.55 : 0.33));
  const wide = size * ems.reduce((sum, em) => sum + em, 0);
  const { x, y } = offset(node);
  const dy = node.getAttribute("y") ?? "0";
  const baseline = y + (dy.endsWith("em") ? Number.parseFloat(dy) * size : Number(dy));
  const start = x + Number(node.getAttribute("x") ?? 0);
  const left =
    start - wide * { start: 0, middle: 0.5, end: 1 }[inherited("text-anchor") as "start" | "middle" | "end"];
  return {
    text: node.textContent,
    size,
    left,
    right: left + wide,
    top: baseline - 0.72 * size,
    bottom: baseline + 0.2 * size,
  };
}

describe("what is drawn", () => {
  it("puts lines and markers where the ticks say, on linear and log axes", () => {
    const points = [0.013, 0.4, 2.5, 777].map((y, i) => ({ x: 3 * i - 2, y }));
    const panels: Panel[] = [
      {
        series: [
          { name: "line", kind: "line", points },
          { name: "marks", kind: "points", points },
        ],
      },
    ];
    const root = parse(figureSvg({ title: "t", x: linear, y: log, panels }));
    const [x, y] = [inverse(root, "x", false), inverse(root, "y", true)];
    const [run] = runs(all(groups(root, "line, line")[0]!, "path")[0]!);
    const markers = all(groups(root, "marks, points")[0]!, "path").map(centre);
    for (const drawn of [run!, markers]) {
      expect(drawn).toHaveLength(4);
      for (const [i, point] of points.entries()) {
        expect(x(drawn[i]!.x)).toBeCloseTo(point.x, 3);
        expect(y(drawn[i]!.y) / point.y).toBeCloseTo(1, 3);
      }
    }
  });

  it("draws every point of every series in its own panel", () => {
    const root = parse(figureSvg(descent));
    const [x, y] = [inverse(root, "x", true), inverse(root, "y", true)];
    for (const { name, kind, points } of descent.panels[0]!.series) {
      const group = groups(root, `${name}, ${kind}`)[0]!;
      const finite = points.filter((point) => Number.isFinite(point.y));
      const drawn =
        kind === "line"
          ? runs(all(group, "path")[0]!).flat()
          : all(group, "circle").concat(all(group, "path[transform]")).map(centre);
      expect(drawn.length).toBeGreaterThanOrEqual(finite.length);
      for (const point of finite) {
        const isThere = drawn.some(
          (at) => Math.abs(x(at.x) / point.x - 1) < 1e-3 && Math.abs(y(at.y) / point.y - 1) < 1e-3,
        );
        expect(isThere, `${name} ${kind} ${point.x}`).toBe(true);
      }
    }
  });

  it("draws an error bar from low to high, and to the edge of a log axis where low is not positive", () => {
    const points = [
      { x: 1, y: 2, low: 1, high: 3 },
      { x: 2, y: 2, low: -1, high: 3 },
    ];
    const root = parse(figureSvg(one({ kind: "points", points }, { y: { ...log, domain: [0.1, 10] } })));
    const y = inverse(root, "y", true);
    const ends = all(groups(root, "a, points")[0]!, "line").map((line) =>
      ["y1", "y2"].map((end) => y(offset(line).y + Number(line.getAttribute(end)))).sort((a, b) => a - b),
    );
    expect(ends[0]![0]).toBeCloseTo(1, 2);
    expect(ends[0]![1]).toBeCloseTo(3, 2);
    expect(ends[1]![0]).toBeCloseTo(0.1, 3);
  });

  it("stacks areas: each from the sum of those before it", () => {
    const root = parse(figureSvg(decomposition));
    const y = inverse(root, "y", false);
    const areas = decomposition.panels[0]!.series;
    for (const [i, { name }] of areas.entries()) {
      const outline = all(groups(root, `${name}, area`)[0]!, "path").at(-1)!;
      const top = areas.slice(0, i + 1).reduce((sum, { points }) => sum + points[0]!.y, 0);
      expect(y(runs(outline)[0]![0]!.y)).toBeCloseTo(top, 2);
    }
  });

  it("colours a cell for each value, in one order of lightness, with the value in it", () => {
    const root = parse(figureSvg({ ...transition, panels: transition.panels.slice(0, 1) }));
    const cells = all(groups(root, "accuracy, heat")[0]!, "rect");
    expect(cells).toHaveLength(100);
    const values = transition.panels[0]!.series[0]!.points.map(({ value }) => value!);
    const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
    const lightness = order.map((i) => luminance(cells[i]!.getAttribute("fill")!));
    for (const [i, light] of lightness.slice(1).entries())
      expect(light).toBeGreaterThanOrEqual(lightness[i]! - 0.5);
    const texts = all(groups(root, "accuracy, heat")[1]!, "text").map((text) => Number(text.textContent));
    expect(texts).toEqual(values.map((value) => Number(value.toFixed(2))));
  });

  it("gives a name one look across kinds and panels, and different names different ones", () => {
    const root = parse(figureSvg(shares));
    const styleOf = (label: string) => {
      const group = all(groups(root, label)[0]!, "[stroke]")[0]!;
      return `${group.getAttribute("stroke")} ${group.getAttribute("stroke-dasharray")}`;
    };
    const names = [...new Set(shares.panels[0]!.series.map(({ name }) => name))];
    expect(new Set(names.map((name) => styleOf(`${name}, line`))).size).toBe(names.length);
    for (const name of names) {
      const fill = all(groups(root, `${name}, band`)[0]!, "[fill-opacity]")[0]!.getAttribute("fill");
      expect(styleOf(`${name}, line`)).toContain(fill);
    }
  });

  it("tells eight lines apart without colour", () => {
    const root = parse(figureSvg(samples.losses!));
    const dashes = Array.from({ length: 8 }, (_, i) =>
      all(groups(root, `student ${i + 1}, line`)[0]!, "g")[0]!.getAttribute("stroke-dasharray"),
    );
    expect(new Set(dashes).size).toBe(8);
  });

  it("shows text as text", () => {
    const name = `<script>alert("1")</script> & ]]> \u0000\ud800 \u202eevil`;
    const svg = figureSvg({
      ...one({ name, points: [{ x: 1, y: 2 }] }),
      title: name,
      y: { label: name, scale: "linear" },
      panels: [
        {
          name,
          series: [{ name, kind: "line", points: [{ x: 1, y: 2 }] }],
          rules: [{ axis: "x", value: 1, label: name }],
        },
      ],
    });
    const root = parse(svg);
    expect(all(root, "script")).toEqual([]);
    expect(all(root, "title")[0]!.textContent).toContain(`<script>alert("1")</script> & ]]>`);
    for (const hidden of ["\u0000", "\u202e"]) expect(svg).not.toContain(hidden);
    expect(svg.isWellFormed()).toBe(true);
  });

  it("draws an empty figure and says so", () => {
    expect(figureSvg({ title: "Nothing yet", x: linear, y: log, panels: [{ series: [] }] })).toContain(
      "no data",
    );
  });
});

/** Relative luminance of #rrggbb, about. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

describe("what can't be drawn", () => {
  const gaps = [1, 2, Number.POSITIVE_INFINITY, 2, Number.NaN, 1, 1].map((y, x) => ({ x, y }));

  it("leaves a gap, points to infinity and says both", () => {
    const root = parse(figureSvg(one({ points: gaps })));
    const [line, arrow] = groups(root, "a, line");
    expect(runs(all(line!, "path")[0]!).map((run) => run.length)).toEqual([2, 1, 2]);
    const x = inverse(root, "x", false);
    expect(all(arrow!, "path").map((path) => Math.round(x(centre(path).x)))).toEqual([2]);
    expect(root.textContent).toContain("a: infinite at x = 2 (△).");
    expect(root.textContent).toContain("a: no value at x = 4.");
    expect(all(root, "desc")[0]!.textContent).toContain("infinite at x = 2");
  });

  it("says how many markers lie beyond the axes, and where", () => {
    const points = [1, 5, 3, -4].map((y, x) => ({ x, y }));
    const root = parse(figureSvg(one({ kind: "points", points }, { y: { ...linear, domain: [0, 4] } })));
    expect(root.textContent).toContain("a: 2 of 4 points beyond the axes (△).");
    expect(all(groups(root, "a, points")[0]!, "circle")).toHaveLength(2);
  });

  it.each<[string, Figure, string, string]>([
    [
      "y = 0 on a log axis",
      one(
        {
          points: [
            { x: 1, y: 1 },
            { x: 2, y: 0 },
          ],
        },
        { y: log },
      ),
      "y = 0",
      "series “a”, point 2",
    ],
    ["x = −1 on a log axis", one({ points: [{ x: -1, y: 1 }] }, { x: log }), "x = -1", "series “a”, point 1"],
    [
      "a line at 0 on a log axis",
      {
        ...one({ points: [] }, { y: log }),
        panels: [{ series: [], rules: [{ axis: "y", value: 0, label: "zero" }] }],
      },
      "y = 0",
      "line “zero”",
    ],
    ["a band without ends", one({ kind: "band", points: [{ x: 1, y: 1 }] }), "low and high", "point 1"],
    [
      "a low above its high",
      one({ kind: "points", points: [{ x: 1, y: 1, low: 2, high: 1 }] }),
      "above high",
      "point 1",
    ],
    ["a cell without a value", one({ kind: "heat", points: [{ x: 1, y: 1 }] }), "no value", "point 1"],
    [
      "a value without a shade",
      one({ kind: "points", points: [{ x: 1, y: 1, value: 3 }] }),
      "no scale",
      "point 1",
    ],
    [
      "areas on a log axis",
      one({ kind: "area", points: [{ x: 1, y: 1 }] }, { y: log }),
      "start at 0",
      "areas",
    ],
    ["a domain backwards", one({ points: [] }, { x: { ...linear, domain: [1, 0] } }), "no range", "x axis"],
    ["a log domain from 0", one({ points: [] }, { x: { ...log, domain: [0, 1] } }), "log scale", "x axis"],
    ["no panel", one({ points: [] }, { panels: [] }), "needs a panel", "panels"],
  ])("refuses %s, and says where", (_, figure, message, where) => {
    const thrown = (() => {
      try {
        figureSvg(figure);
      } catch (error) {
        return error as PstarError;
      }
      throw new Error("was drawn");
    })();
    expect(thrown.name).toBe("PstarError");
    expect(thrown.message).toContain(message);
    expect(thrown.where).toContain(where);
    expect(thrown.where).toContain("A figure");
  });

  it("refuses areas that don't share their x", () => {
    const area = (name: string, x: number): Series => ({ name, kind: "area", points: [{ x, y: 1 }] });
    const figure = { ...one({ points: [] }), panels: [{ series: [area("a", 1), area("b", 2)] }] };
    expect(() => figureSvg(figure)).toThrow(/“b” and “a” have different x/);
  });
});
