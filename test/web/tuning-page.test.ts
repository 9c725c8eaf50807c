import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { inspectRun, type RunInspection } from "../../src/inspect/index.ts";
import { serve } from "../../src/server/serve.ts";
import { type Tuned, tunedOnExport } from "../inspect/tuned.ts";
import { lastingFolder, reading } from "../pipeline/tiny.ts";
import { hasBrowser, openBrowser } from "./browser.ts";
import { findings, opened } from "./opened.ts";

let tuned: Tuned;
let run: RunInspection;
beforeAll(async () => {
  if (!hasBrowser) return;
  tuned = await tunedOnExport(lastingFolder());
  run = reading(tuned.database, (store) => inspectRun(store, 1));
});

describe.skipIf(!hasBrowser)("the page of a tuning", () => {
  it("says what was made, with no verdict and no section that a tuning has not", async () => {
    const { page, wrongs } = await opened(tuned.database, "/db/0/r1");
    await page.locator("#data").waitFor();
    expect(await page.locator(".answer .sentence").textContent()).toBe(run.verdict.sentence);
    expect(await page.locator(".answer .outcome").textContent()).toBe(run.verdict.outcome);
    expect(await page.locator(".answer .question, .answer .sign").count()).toBe(0);
    const titles = await page.locator("main section > h2").allTextContents();
    expect(titles).toEqual(["Model", "Data", "Figures", "Pipeline", "Record"]);
    expect(await page.locator("nav.contents a").allTextContents()).toEqual(titles);
    expect(await page.locator("#made dd").allTextContents()).toEqual(
      run.tuning!.facts.map(([, value]) => value),
    );
    const figure = page.locator("#figures img").first();
    await expect.poll(() => figure.getAttribute("alt")).toMatch(/^Losses of training and validation\. /);
    expect(await page.getByRole("navigation", { name: "Pages of the run" }).innerText()).toBe("Run");
    expect(wrongs).toEqual([]);
  });

  it("leads to the run that its rows came from, where that is open too", async () => {
    const one = await serve([tuned.database, tuned.curation], { port: 0 });
    onTestFinished(() => one.close());
    const context = await (await openBrowser()).newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${one.url}db/0/r1`);
    await page.getByRole("link", { name: `${tuned.curation}, r1` }).click();
    await page.waitForURL(/\/db\/1\/r1$/);
    await page.goBack();
    await page.getByRole("link", { name: "Look at the rows it kept" }).click();
    await page.waitForURL(new RegExp(`/db/1/r1/rows\\?selection=s${tuned.selection}&kept=kept`));
    await page.locator("[data-row]").first().waitFor();
  });

  it("stands in the list by what it made", async () => {
    const { page } = await opened(tuned.database, "/");
    const row = page.locator("table.runs tbody tr");
    await row.waitFor();
    expect(await row.locator(".verdict").count()).toBe(0);
    expect(await row.locator(".sentence").textContent()).toBe(run.verdict.sentence);
    expect(await row.textContent()).toContain("tuning");
  });

  it.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)(
    "has no serious finding in %s at %i px, and nothing over the edge",
    async (colorScheme, width) => {
      const { page } = await opened(tuned.database, "/db/0/r1", {
        colorScheme,
        viewport: { width, height: 800 },
      });
      await page.locator("#figures img").first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect(await findings(page)).toEqual([]);
    },
  );
});
