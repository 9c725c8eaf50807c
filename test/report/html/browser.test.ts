import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { reportPage } from "../../../src/report/html/page.ts";
import { lastingFolder } from "../../pipeline/tiny.ts";
import { hasBrowser, openBrowser } from "../../web/browser.ts";
import { sampleContent, sampleRun } from "./sample-content.ts";

const content = sampleContent();
const file = join(lastingFolder(), "report.html");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(!hasBrowser)("a report in a browser", () => {
  let page: Page;
  const complaints: string[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    writeFileSync(file, reportPage({ ...content, other: { database: "other.db", run: sampleRun("other") } }));
    page = await (await openBrowser()).newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  });

  it("asks for nothing but itself, complains of nothing, and no text of it becomes anything else", async () => {
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(complaints).toEqual([]);
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("main > section").count()).toBe(7);
    const strays = await page.evaluate(
      "document.querySelectorAll('script, iframe, main img, main link, main base, b, [onerror], [onload]').length",
    );
    expect(strays).toBe(0);
  });

  it("has no serious finding of an accessibility checker, in light, in dark and on a phone", async () => {
    const looks = [
      { colorScheme: "light", width: 1200 },
      { colorScheme: "dark", width: 1200 },
      { colorScheme: "light", width: 380 },
    ] as const;
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const { violations } = await page.evaluate<{ violations: Finding[] }>(`${axe};axe.run()`);
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(
        serious.map(({ id, nodes }) => [id, nodes[0]!.html]),
        `${colorScheme}, ${width}`,
      ).toEqual([]);
    }
  });

  it("fits a phone: only tables and files scroll sideways, in themselves", async () => {
    for (const width of [320, 380, 700, 1000]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate("document.documentElement.scrollWidth"), String(width)).toBeLessThanOrEqual(
        width,
      );
    }
  });

  it("gives the numbers of a figure as a file", async () => {
    await page.setViewportSize({ width: 1200, height: 900 });
    for (const [i, drawing] of content.drawings.entries()) {
      const saving = page.waitForEvent("download");
      await page.locator(".download a").nth(i).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe(`${drawing.id}.csv`);
      expect(readFileSync(await saved.path(), "utf8")).toBe(drawing.csv().toWellFormed());
    }
  });

  it("opens long texts without a script", async () => {
    const long = page.locator("details.long").first();
    await long.locator("summary").click();
    expect(await long.locator("> .text").isVisible()).toBe(true);
  });

  it("is printed in light colours, its figures whole, its closed tables of keys open", async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const [ink, isOpen] = await page.evaluate<[string, boolean]>(
      "[getComputedStyle(document.body).color, document.querySelector('.printed table').checkVisibility()]",
    );
    expect(ink).toBe("rgb(27, 27, 27)");
    expect(isOpen).toBe(true);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });
});

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
