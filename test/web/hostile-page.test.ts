import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { curated, curation, writeLines } from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { hasBrowser } from "./browser.ts";
import { findings, opened } from "./opened.ts";

/** Texts that a page must show and never obey, with a part of what a reader must see of each. */
const hostile: readonly (readonly [text: string, seen: string])[] = [
  ["<script>globalThis.harmed = 1</script>", "<script>globalThis.harmed = 1</script>"],
  ['<img src=x onerror="globalThis.harmed = 2">', '<img src=x onerror="globalThis.harmed = 2">'],
  ["<svg/onload=globalThis.harmed=3>", "<svg/onload=globalThis.harmed=3>"],
  ['"><a href="javascript:globalThis.harmed=4">here</a>', '"><a href="javascript:globalThis.harmed=4">'],
  ["</textarea></title></style><b>bold</b>", "</textarea></title></style><b>bold</b>"],
  ["{{7*7}} &lt;b&gt; &amp;", "{{7*7}} &lt;b&gt; &amp;"],
  ["\u001b[31mred\u001b[0m\u001b]8;;http://evil\u0007", "␛[31mred␛[0m␛]8;;http://evil␇"],
  ["user\u202Egpj.exe\u202C end", "userU+202Egpj.exeU+202C end"],
  ["\u2066isolate\u2069 \u200Fmark", "U+2066isolateU+2069 U+200Fmark"],
  ["zero\u200Bwidth\uFEFF", "zeroU+200BwidthU+FEFF"],
  ["carriage\rreturn \u0008\u0008back", "carriage␍return ␈␈back"],
  ["مرحبا بالعالم", "مرحبا بالعالم"],
  ["x".repeat(100_000), "x".repeat(200)],
  ["a\u0301".repeat(500), "a\u0301".repeat(20)],
];

const folder = lastingFolder();
const database = join(folder, "rows.db");

beforeAll(async () => {
  const lines = hostile.map(([text], i) => ({
    ...{ id: `row ${i} <i>`, prompt: `${i} ${text}`, answer: `${text} .`, gold: text },
    ...{ judge: i, passed: true, ok: i % 2, kind: text.slice(0, 100), topic: text },
  }));
  const select = { by: "judge", selector: { kind: "top-share", fraction: 0.5 } };
  await curated(curation(writeLines(folder, lines), { select }), folder);
});

const harmed = (page: Page) =>
  page.evaluate("globalThis.harmed ?? document.querySelectorAll('main script, main img, main b b').length");
const overflow = "document.documentElement.scrollWidth - innerWidth";

describe.skipIf(!hasBrowser)("texts that mean harm", () => {
  it("are text in the list of rows, wide and narrow", async () => {
    for (const width of [1280, 380]) {
      const { page, wrongs } = await opened(database, "/db/0/r1/rows/s1", {
        viewport: { width, height: 800 },
      });
      await page.locator("[data-row]").first().waitFor();
      const shown = await page.locator(".row-table, .row-cards").innerText();
      for (const [, seen] of hostile) expect(shown).toContain(seen);
      expect(await harmed(page)).toBe(0);
      expect(await page.evaluate(overflow)).toBe(0);
      expect(wrongs).toEqual([]);
    }
  });

  it("are text on the page of a row and in its trace", async () => {
    const { page, serving, wrongs } = await opened(database, "/db/0/r1/row/c1-0");
    for (const [i, [, seen]] of hostile.entries()) {
      await page.goto(`${serving.url}db/0/r1/row/c1-${i}`);
      await page.locator(".candidate").waitFor();
      const shown = await page.locator(".row-page").innerText();
      expect(shown.split(seen).length, seen).toBeGreaterThan(2);
      await page.goto(`${serving.url}db/0/r1/trace/c1-${i}`);
      await page.locator(".trace-panel").waitFor();
      expect(await page.locator(".trace-panel").innerText()).toContain(seen);
      expect(await harmed(page)).toBe(0);
      expect(await page.evaluate(overflow)).toBe(0);
    }
    expect(wrongs).toEqual([]);
  });

  it("stand apart, so that the direction of one turns nothing around it", async () => {
    const { page } = await opened(database, "/db/0/r1/rows/s1");
    await page.locator("[data-row]").first().waitFor();
    const bare = await page.evaluate(`[...document.querySelectorAll("td.excerpt > div")].filter(
      (cell) => cell.firstElementChild?.localName !== "bdi" || cell.childNodes.length > 1).length`);
    expect(bare).toBe(0);
  });

  it("do no harm in the address either, and leave nothing serious to find", async () => {
    const search = encodeURIComponent(`"><img src=x onerror=globalThis.harmed=5>' OR 1=1 --`);
    const { page, wrongs } = await opened(database, `/db/0/r1/rows/s1?search=${search}&kept=kept`);
    await page.getByText("Drop words").waitFor();
    expect(await harmed(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
    expect(wrongs).toEqual([]);
  });
});
