import { describe, expect, it } from "vitest";
import type { Reselection } from "../../src/server/api.ts";
import { candidatesIn, drawLines } from "../pipeline/curated.ts";
import { json } from "../server/served.ts";
import { hasBrowser } from "./browser.ts";
import { curatedDatabase } from "./curated-database.ts";
import { findings, opened } from "./opened.ts";

const lines = drawLines(7, 80);
const rows = candidatesIn(lines);
const database = curatedDatabase(lines);
const overflow = "document.documentElement.scrollWidth - innerWidth";
const rowsPath = "/db/0/r1/rows/s1";

describe.skipIf(!hasBrowser)("the page of rows", () => {
  it("counts all rows and turns their pages, each with an address of its own", async () => {
    const { page, wrongs } = await opened(database, "/db/0/r1/rows");
    const first = () => page.locator("[data-row]").first().textContent();
    await page.getByText(`${rows.length} rows`).waitFor();
    expect(await page.locator("[data-row]").count()).toBe(50);
    expect(await first()).toBe("c1-0");
    await page.getByLabel("Next page").first().click();
    await page.waitForURL(/offset=50/);
    await expect.poll(first).toBe("c1-50");
    await page.getByLabel("Last page").first().click();
    await expect.poll(first).toBe(`c1-${Math.floor((rows.length - 1) / 50) * 50}`);
    await page.getByLabel("First row shown").first().fill("124");
    await page.keyboard.press("Enter");
    await expect.poll(first).toBe("c1-123");
    await page.reload();
    await expect.poll(first).toBe("c1-123");
    await page.goBack();
    await page.goBack();
    await expect.poll(first).toBe("c1-50");
    expect(wrongs).toEqual([]);
  });

  it("finds words, keeps them in the address, and says what to drop where nothing is found", async () => {
    const { page, wrongs } = await opened(database, rowsPath);
    const found = (said: string) => page.locator(".found-head").getByText(said).waitFor();
    await page.locator("[data-row]").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("brief");
    const brief = rows.filter(({ input }) => input.includes("brief")).length;
    await found(`${brief} of ${rows.length} rows`);
    expect(page.url()).toContain("search=brief");
    await page.getByRole("combobox", { name: "Label", exact: true }).selectOption("incorrect");
    const wrong = rows.filter(({ input, ok }) => input.includes("brief") && ok !== null && ok < 0.5).length;
    await found(`${wrong} of ${rows.length} rows`);
    await page.getByRole("searchbox").fill("nowhere");
    await page.getByText("No row meets all of these at once").waitFor();
    const incorrect = rows.filter(({ ok }) => ok !== null && ok < 0.5).length;
    await page.getByText(`and see ${incorrect} rows`).waitFor();
    await page.getByRole("link", { name: "Drop words: nowhere" }).click();
    await found(`${incorrect} of ${rows.length} rows`);
    expect(await page.getByRole("searchbox").inputValue()).toBe("");
    await page.goBack();
    await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("nowhere");
    expect(wrongs).toEqual([]);
  });

  it("filters by score and puts the highest first", async () => {
    const { page, wrongs } = await opened(database, rowsPath);
    await page.getByLabel("Order").selectOption("highest");
    await page.getByLabel("at least").fill("2.5");
    const high = rows.filter(({ judge }) => judge !== null && judge >= 2.5);
    await page.locator(".found-head").getByText(`${high.length} of ${rows.length} rows`).waitFor();
    const shown = await page.locator("tbody tr td:nth-of-type(3) .number").allTextContents();
    const expected = high.map(({ judge }) => judge!).sort((a, b) => b - a);
    expect(shown.map(Number)).toEqual(expected.slice(0, 50));
    expect(wrongs).toEqual([]);
  });

  it("is walked by keyboard: j, k, Enter, and on to the next row found", async () => {
    const { page, wrongs } = await opened(database, `${rowsPath}?order=lowest&verifier=judge`);
    const links = page.locator("[data-row]");
    await links.first().waitFor();
    const ids = await links.allTextContents();
    for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
    expect(await page.evaluate("document.activeElement.textContent")).toBe(ids[1]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: ids[1]! }).waitFor();
    await page.getByText(`2 of ${rows.length}`).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { level: 1, name: ids[2]! }).waitFor();
    await page.keyboard.press("u");
    await expect.poll(() => links.allTextContents()).toEqual(ids);
    expect(wrongs).toEqual([]);
  });

  it("keeps another share as it slides, says what that does and links to who enters and leaves", async () => {
    const { page, serving, wrongs } = await opened(database, rowsPath);
    await page.getByRole("button", { name: "Keep another share" }).click();
    await page.getByLabel("Compared with").selectOption({ index: 1 });
    const slider = page.getByRole("slider");
    await slider.focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowLeft");
    const share = new URL(page.url()).searchParams.get("share")!;
    expect(Number(share)).toBeLessThan(0.25);
    const selection = new URL(page.url()).searchParams.get("against")!;
    const said = await json<Reselection>(
      serving,
      `/api/db/0/runs/r1/sets/s1/reselect?verifier=judge&selector=top-share&fraction=${share}&against=${selection}`,
    );
    expect(said.kept).toBeLessThan(rows.length / 4);
    await page.getByText(`+${said.change!.enter} enter`).waitFor();
    await page.getByText(`−${said.change!.leave} leave`).waitFor();
    const status = await page.locator(".share-result [role=status]").textContent();
    expect(status).toContain(`${said.kept} of ${rows.length} rows kept`);
    expect(status).toContain(said.estimate!.verdictText);
    await page.getByLabel("Share kept in percent").fill("100");
    await page.keyboard.press("Enter");
    const scored = rows.filter(({ judge }) => judge !== null).length;
    await page.locator(".tallies").getByText(String(scored), { exact: true }).waitFor();
    expect(wrongs).toEqual([]);
  });

  it("shows rows as cards on a phone, and nothing runs over its edge", async () => {
    for (const width of [320, 380, 768, 2000]) {
      const { page } = await opened(database, `${rowsPath}?share=0.1`, { viewport: { width, height: 800 } });
      await page.locator("[data-row]").first().waitFor();
      expect(await page.locator("table.row-table").count(), `${width}`).toBe(width > 832 ? 1 : 0);
      expect(await page.evaluate(overflow), `${width}`).toBe(0);
    }
  });

  it.each(["light", "dark"] as const)("has no serious finding in %s", async (colorScheme) => {
    const { page } = await opened(database, `${rowsPath}?share=0.3`, { colorScheme });
    await page.locator("[data-row]").first().waitFor();
    await page.locator(".share-result").waitFor();
    expect(await findings(page)).toEqual([]);
  });
});
