import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { drawingsOf } from "../../../src/report/drawings.ts";
import { tokensCss } from "../../../src/report/tokens.ts";
import { hasBrowser, openBrowser } from "../../web/browser.ts";
import { madeRun } from "./made.ts";

const long = madeRun(["invariants and a rule", "weak-supervision", "self-selection", "random"]);
const drawings = drawingsOf(long);

describe.skipIf(!hasBrowser)("drawings in a browser", () => {
  let page: Page;
  beforeAll(async () => {
    page = await (await openBrowser()).newPage();
  });

  it.each(drawings.map((one) => [one.id, one] as const))(
    "%s has no text over another, nor any outside",
    async (_, drawing) => {
      for (const width of [280, 360, 720, 1200]) {
        await page.setContent(`<body style="margin:0">${drawing.svg({ width })}`);
        const { boxes, frame } = (await page.evaluate(measure)) as { boxes: Box[]; frame: Box };
        expect(boxes.length).toBeGreaterThan(5);
        const outside = boxes.filter(
          ({ left, right, top, bottom }) =>
            left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom,
        );
        expect(outside, `${width}`).toEqual([]);
        const clashes = boxes.flatMap((a, i) =>
          boxes
            .slice(i + 1)
            .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
            .map((b) => `${a.text} | ${b.text}`),
        );
        expect(clashes, `${width}`).toEqual([]);
      }
    },
    30_000,
  );

  it("follow the reader's preference, and a theme that is chosen", async () => {
    const inkOf = async (svg: string) => {
      await page.setContent(svg);
      return page.evaluate(
        `getComputedStyle(document.querySelector('[data-part="weak-supervision, line"] [stroke]')).stroke`,
      );
    };
    const emulateLight = () => page.emulateMedia({ colorScheme: "light" });
    const [auto, fixed] = [drawings[0]!.svg(), drawings[0]!.svg({ theme: "light" })];
    await emulateLight();
    const light = await inkOf(auto);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await inkOf(auto)).not.toBe(light);
    expect(await inkOf(fixed)).toBe(light);
    const themed = (theme: string) =>
      `<html data-theme="${theme}"><style>${tokensCss()}</style><body>${auto}</body></html>`;
    expect(await inkOf(themed("light"))).toBe(light);
    const dark = await inkOf(themed("dark"));
    await emulateLight();
    expect(await inkOf(themed("dark"))).toBe(dark);
    expect(dark).not.toBe(light);
  });
});

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What letters cover of each line of text: a line's box also holds the room above and below them. */
const measure = `(() => {
  const lines = [...document.querySelectorAll("svg text")].flatMap((text) => {
    const spans = [...text.querySelectorAll("tspan")];
    return spans.length > 0 ? spans : [text];
  });
  const boxOf = (node, spare) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return { text: node.textContent, left, right, top: top + spare, bottom: bottom - spare };
  };
  const shown = lines.filter((node) => node.textContent.trim() !== "");
  return { boxes: shown.map((node) => boxOf(node, 2)), frame: boxOf(document.querySelector("svg"), 0) };
})()`;
