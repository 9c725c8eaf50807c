import { describe, expect, it } from "vitest";
import type { RowDetail } from "../../src/server/api.ts";
import { drawLines } from "../pipeline/curated.ts";
import { json } from "../server/served.ts";
import { hasBrowser } from "./browser.ts";
import { curatedDatabase } from "./curated-database.ts";
import { findings, opened } from "./opened.ts";

const database = curatedDatabase(drawLines(7, 20));

describe.skipIf(!hasBrowser)("the page of one row", () => {
  it("shows its output with the words it shares marked, its scores, label, fate and fields", async () => {
    const { page, serving, wrongs } = await opened(database, "/db/0/r1/row/c1-3");
    const row = await json<RowDetail>(serving, "/api/db/0/runs/r1/rows/c1-3");
    const own = row.candidates.find(({ id }) => id === row.id)!;
    await page.locator(".candidate").waitFor();
    const marked = (kind: string) => page.locator(`.candidate .prose .with-${kind}`).allTextContents();
    const text = own.output!.text;
    const said = (spans: typeof own.overlap.withInput) =>
      spans.map(([from, to]) => text.slice(from, to)).join("");
    expect(own.overlap.withReference.length).toBeGreaterThan(0);
    expect((await marked("reference")).join("")).toBe(said(own.overlap.withReference));
    expect((await marked("input")).join("")).toBe(said(own.overlap.withInput));
    const shown = await page.locator(".candidate").innerText();
    for (const { verifier } of own.scores) expect(shown).toContain(verifier);
    for (const { title } of own.fates) expect(shown).toContain(title);
    for (const name of Object.keys(own.fields)) expect(shown).toContain(name);
    expect(wrongs).toEqual([]);
  });

  it("puts another candidate of the input beside it, in an address of its own", async () => {
    const { page, serving, wrongs } = await opened(database, "/db/0/r1/row/c1-3");
    const { candidates } = await json<RowDetail>(serving, "/api/db/0/runs/r1/rows/c1-3");
    const other = candidates.find(({ id }) => id !== "c1-3")!;
    const rowOf = (id: string) => page.locator("tr", { has: page.getByText(id, { exact: true }) });
    await rowOf(other.id).getByRole("link", { name: "compare" }).click();
    await page.getByRole("region", { name: `output ${other.id}` }).waitFor();
    expect(await page.locator(".candidate").count()).toBe(2);
    await page.reload();
    await page.getByRole("region", { name: `output ${other.id}` }).waitFor();
    await page.getByRole("link", { name: "put away" }).click();
    await expect.poll(() => page.locator(".candidate").count()).toBe(1);
    expect(wrongs).toEqual([]);
  });

  it("says that a row is not there", async () => {
    const { page } = await opened(database, "/db/0/r1/row/c1-99999");
    await page.getByRole("alert").getByText("c1-99999").waitFor();
  });

  it.each([
    ["light", 1280],
    ["dark", 320],
  ] as const)(
    "has no serious finding in %s at %i px, and nothing over the edge",
    async (colorScheme, width) => {
      const { page } = await opened(database, "/db/0/r1/row/c1-3?at=3", {
        token: true,
        colorScheme,
        viewport: { width, height: 800 },
      });
      await page.locator(".siblings").waitFor();
      await page.getByText("4 of").waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect(await findings(page)).toEqual([]);
    },
  );
});
