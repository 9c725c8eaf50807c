import { describe, expect, it } from "vitest";
import type { Trace } from "../../src/server/api.ts";
import { drawLines } from "../pipeline/curated.ts";
import { json } from "../server/served.ts";
import { hasBrowser } from "./browser.ts";
import { curatedDatabase } from "./curated-database.ts";
import { findings, opened } from "./opened.ts";

const database = curatedDatabase(drawLines(7, 40));

describe.skipIf(!hasBrowser)("the page of where a row came from", () => {
  it("is walked both ways, by links and by arrow keys, and back", async () => {
    const { page, serving, wrongs } = await opened(database, "/db/0/r1/row/c1-7");
    await page.getByRole("link", { name: "Where it came from" }).click();
    const here = page.locator("[data-node][aria-current]");
    await expect.poll(() => here.locator(".node-id").textContent()).toBe("c1-7");
    const { edges } = await json<Trace>(serving, "/api/db/0/trace/c1-7");
    const scored = edges.find(({ from, role }) => from === "c1-7" && role === "scored")!;
    for (const { from, to } of edges.filter(({ from, to }) => from === "c1-7" || to === "c1-7")) {
      const other = from === "c1-7" ? to : from;
      expect(await page.locator("[data-node]", { hasText: other }).count(), other).toBeGreaterThan(0);
    }
    await page.locator("[data-node]", { hasText: scored.to }).first().click();
    await page.getByRole("heading", { level: 1, name: scored.to }).waitFor();
    await expect.poll(() => here.locator(".node-id").textContent()).toBe(scored.to);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "s1" }).waitFor();
    await page.goBack();
    await page.goBack();
    await expect.poll(() => here.locator(".node-id").textContent()).toBe("c1-7");
    expect(wrongs).toEqual([]);
  });

  it("says what an id that is not there is", async () => {
    const { page } = await opened(database, "/db/0/r1/trace/c1-7");
    await page.getByRole("searchbox").fill("c99-1");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("there is no candidate c99-1").waitFor();
    await page.getByRole("searchbox").fill("nonsense");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("is no id").waitFor();
  });

  it.each([
    ["light", 1280],
    ["dark", 320],
  ] as const)(
    "has no serious finding in %s at %i px, and nothing over the edge",
    async (colorScheme, width) => {
      for (const id of ["c1-7", "r1"]) {
        const { page } = await opened(database, `/db/0/r1/trace/${id}`, {
          colorScheme,
          viewport: { width, height: 800 },
        });
        await page.locator("[data-node][aria-current]").waitFor();
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
        expect(await findings(page)).toEqual([]);
      }
    },
  );
});
