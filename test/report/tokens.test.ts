import { describe, expect, it } from "vitest";
import { seriesInks, themes, tokensCss } from "../../src/report/tokens.ts";

/** Contrast of two colours (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const part = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const verdicts = ["improves", "narrow", "no-gain", "collapses", "undecided"] as const;

describe.each(["light", "dark"] as const)("the %s theme", (name) => {
  const theme: Readonly<Record<string, string>> = themes[name];
  const inks = ["ink", "muted", "accent", ...verdicts];

  it.each(inks)("%s is read on both grounds, and on its own", (ink) => {
    const soft = theme[`${ink}-soft`];
    for (const ground of [theme.paper!, theme.sheet!, ...(soft === undefined ? [] : [soft])]) {
      expect(contrast(theme[ink]!, ground), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("text is read where words are marked, and on soft grounds", () => {
    const grounds = Object.keys(theme).filter((one) => one.startsWith("mark-") || one.endsWith("-soft"));
    expect(grounds.length).toBe(2 + 1 + verdicts.length);
    for (const one of grounds) expect(contrast(theme.ink!, theme[one]!), one).toBeGreaterThanOrEqual(4.5);
  });

  it.each(seriesInks)("series are seen on both grounds: %o", (ink) => {
    for (const ground of [theme.paper!, theme.sheet!])
      expect(contrast(ink[name], ground)).toBeGreaterThanOrEqual(3);
  });
});

it("the contrast of black on white is 21, of a grey that sits at the limit 4.54", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

it("declares the same names for both themes, and figures follow a chosen one", () => {
  expect(Object.keys(themes.dark)).toEqual(Object.keys(themes.light));
  const css = tokensCss();
  for (const verdict of verdicts) expect(css).toContain(`--${verdict}-soft:`);
  for (const [i, { light, dark }] of seriesInks.entries()) {
    expect(css.match(new RegExp(`--series-${i}:${light};`, "g"))).toHaveLength(1);
    expect(css.match(new RegExp(`--series-${i}:${dark};`, "g"))).toHaveLength(2);
  }
  expect(css).toContain(`:root[data-theme=dark] .pstar-figure{--pstar-ink-0:${seriesInks[0].dark}`);
});
