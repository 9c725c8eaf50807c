import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { percentInterval } from "../../src/format.ts";
import { inspectRun, type RunInspection } from "../../src/inspect/index.ts";
import { createRun, finishRun, openStore } from "../../src/store/index.ts";
import { beginStage, completeStage } from "../../src/store/stages.ts";
import { edited, lastingFolder, latestRun, reading, runText, tiny } from "../pipeline/tiny.ts";
import { writing } from "../server/served.ts";
import { hasBrowser } from "./browser.ts";
import { findings, opened } from "./opened.ts";

const folder = lastingFolder();
const database = join(folder, "tiny.db");
const brief = edited(
  tiny,
  ["real: 600", "real: 100"],
  ["steps: 150", "steps: 20"],
  ["steps: 100", "steps: 20"],
);
let run: RunInspection;

const count = (page: Page, selector: string): Promise<number> => page.locator(selector).count();
const query = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
/** A stage's plan, as far as the page shows it. */
const plan = (name: string, runId: number, inputs: readonly { role: string; stageId: number }[] = []) => ({
  key: `key of ${name}`,
  kind: "import",
  name,
  version: 1,
  options: {},
  inputs,
  runId,
});

beforeAll(async () => {
  if (!hasBrowser) return;
  await runText(brief, database);
  run = reading(database, (store) => inspectRun(store, latestRun(store)));
});

describe.skipIf(!hasBrowser)("the page of a run", () => {
  it("says first whether training on it will help, in one sentence", async () => {
    const { page, wrongs } = await opened(database, "/db/0/r1");
    const sentence = page.locator(".answer .sentence");
    await page.locator(".cells td").first().waitFor();
    expect(await sentence.textContent()).toBe(run.verdict.sentence);
    expect(await page.locator(".answer .outcome").textContent()).toBe(run.verdict.outcome);
    const size = (selector: string): Promise<number> =>
      page.evaluate(`parseFloat(getComputedStyle(document.querySelector("${selector}")).fontSize)`);
    const others = await Promise.all(["h1", "main h2", ".facts dd", "td"].map(size));
    expect(await size(".answer .sentence")).toBeGreaterThan(Math.max(...others));
    expect(wrongs).toEqual([]);
  });

  it("has every selection with its numbers as the terminal writes them, and orders them by any column", async () => {
    const { page } = await opened(database, "/db/0/r1");
    await page.locator(".cells tbody tr").first().waitFor();
    expect(await count(page, ".cells tbody:first-of-type tr")).toBe(run.cells.length);
    const pstars = () => page.locator(".cells tbody:first-of-type td[data-title='p⋆']").allTextContents();
    const written = run.cells.map(({ estimate }) => percentInterval(estimate!.pstar));
    expect(await pstars()).toEqual(written);
    const sorted = run.cells
      .toSorted((a, b) => b.estimate!.pstar.estimate - a.estimate!.pstar.estimate)
      .map(({ estimate }) => percentInterval(estimate!.pstar));
    const head = page.getByRole("columnheader", { name: "p⋆" });
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    expect(await pstars()).toEqual(sorted);
    expect(query(page).get("sort")).toBe("pstar");
    await page.reload();
    await page.locator(".cells tbody tr").first().waitFor();
    expect(await pstars()).toEqual(sorted);
    await head.getByRole("button").press("Enter");
    const values = run.cells.map(({ estimate }) => estimate!.pstar.estimate).sort((a, b) => a - b);
    const shown = (await pstars()).map(Number.parseFloat);
    shown.forEach((value, i) => {
      expect(value).toBeCloseTo(100 * values[i]!, 0);
    });
    await head.getByRole("button").press("Enter");
    expect(await pstars()).toEqual(written);
  });

  it("leads from a selection to its rows", async () => {
    const { page, wrongs } = await opened(database, "/db/0/r1");
    const cell = run.cells.at(-1)!;
    const link = page
      .locator(".cells tbody:first-of-type tr")
      .last()
      .getByRole("link", { name: "kept rows" });
    await link.click();
    const { pathname } = new URL(page.url());
    const candidates = run.stages
      .find(({ id }) => id === cell.selection)!
      .inputs.find(({ role }) => role === "candidates")!.stage;
    expect(pathname).toBe(`/db/0/r1/rows/${candidates}`);
    expect(query(page).get("selection")).toBe(cell.selection);
    await page.goBack();
    await page.locator(".answer .sentence").waitFor();
    expect(wrongs).toEqual([]);
  });

  it("draws the pipeline as boxes that tell of their stages, from the address too", async () => {
    const { page } = await opened(database, "/db/0/r1");
    await page.locator(".box").first().waitFor();
    const stages = run.stages.filter(({ kind }) => kind === "evaluate");
    const box = page.getByRole("button", { name: `evaluate × ${stages.length}` });
    await box.focus();
    await page.keyboard.press("Enter");
    expect(await box.getAttribute("aria-pressed")).toBe("true");
    expect(await count(page, ".stage-list tbody tr")).toBe(stages.length);
    await page.locator(".stage-list").getByRole("button").last().click();
    const last = stages.at(-1)!;
    expect(query(page).get("stage")).toBe(last.id);
    const panel = page.locator(".stage-details");
    expect(await panel.locator("h3").textContent()).toBe(`evaluate ${last.name}`);
    expect(await panel.textContent()).toContain(last.key);
    await page.reload();
    await panel.waitFor();
    await panel.getByRole("button", { name: "train" }).first().click();
    expect(await panel.locator("h3").textContent()).toMatch(/^train /);
    await page.getByRole("button", { name: "Close" }).click();
    expect(await count(page, ".stage-panel")).toBe(0);
  });

  it("shows figures in the page's colours and at its width, with the numbers behind them", async () => {
    const { page, wrongs } = await opened(database, "/db/0/r1", { colorScheme: "dark" });
    const images = page.locator(".figure img");
    await images.first().waitFor();
    await images.first().scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.evaluate("document.querySelector('.figure img').naturalWidth > 0"))
      .toBe(true);
    const asked = async () => new URL((await images.first().getAttribute("src"))!, page.url()).searchParams;
    expect((await asked()).get("theme")).toBe("dark");
    const alts: string[] = await page.evaluate(
      "[...document.querySelectorAll('.figure img')].map(({ alt }) => alt)",
    );
    for (const alt of alts) expect(alt.length).toBeGreaterThan(20);
    const wide = Number((await asked()).get("width"));
    await page.setViewportSize({ width: 420, height: 800 });
    await expect
      .poll(() => page.evaluate(`!document.querySelector('.figure img').src.includes('width=${wide}')`))
      .toBe(true);
    expect(Number((await asked()).get("width"))).toBeLessThan(wide);
    await page.getByLabel("light").check({ force: true });
    await expect
      .poll(() => page.evaluate("document.querySelector('.figure img').src.includes('theme=light')"))
      .toBe(true);
    await page.getByRole("button", { name: "Numbers" }).first().click();
    await page.locator(".numbers tbody tr").first().waitFor();
    expect(await count(page, ".numbers thead th")).toBeGreaterThan(1);
    expect(wrongs).toEqual([]);
  });

  it("fits every width, and axe finds nothing serious", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const address = `/db/0/r1?stage=${run.cells.at(-1)!.selection}`;
      const { page } = await opened(database, address, { colorScheme });
      await page.locator(".figure img").first().waitFor();
      await page.evaluate("for (const one of document.querySelectorAll('summary')) one.click()");
      for (const width of [320, 768, 1440, 2000]) {
        await page.setViewportSize({ width, height: 900 });
        const scroll = await page.evaluate("document.documentElement.scrollWidth");
        expect(scroll, `at ${width}`).toBeLessThanOrEqual(width);
        if (width === 320 || width === 1440) expect(await findings(page), `at ${width}`).toEqual([]);
      }
    }
  });
});

describe.skipIf(!hasBrowser)("a run that is not done", () => {
  const begun = join(folder, "begun.db");
  const config = "curation: true\n";

  beforeAll(() =>
    writing(begun, (store) => {
      createRun(store, { name: "grows", version: "0.1.0", seed: 1, config });
      finishRun(store, createRun(store, { name: "broke", version: "0.1.0", seed: 1, config }), "failed");
      finishRun(
        store,
        createRun(store, { name: "stopped", version: "0.1.0", seed: 1, config }),
        "interrupted",
      );
    }),
  );

  it("is followed without a reload: stages that begin and end, until the run ends", async () => {
    const { page, database: copy, wrongs } = await opened(begun, "/db/0/r1", { changes: true });
    await page.getByText("Running: 0 stages done").waitFor();
    const store = openStore(copy);
    const { id } = beginStage(store, plan("first.jsonl", 1));
    await page.getByText("Running: 0 stages done, 1 under way").waitFor();
    await page.getByRole("button", { name: "import first.jsonl" }).waitFor();
    completeStage(store, id, { input: 12, kept: 9, rejected: 2, failed: 1, seconds: 3, summary: null });
    await page.getByText("Running: 1 stage done").waitFor();
    await page.getByRole("button", { name: "9 kept" }).waitFor();
    finishRun(store, 1, "done");
    store.close();
    await page.getByText("This page follows by itself").waitFor({ state: "detached" });
    await page.locator(".status.done").waitFor();
    expect(wrongs).toEqual([]);
  });

  it("is followed in the list of runs", async () => {
    const { page, database: copy } = await opened(begun, "/", { changes: true });
    await page.locator(".status.running").waitFor();
    writing(copy, (store) => finishRun(store, 1, "done"));
    await page.locator(".status.running").waitFor({ state: "detached" });
  });

  it("says how it ended and what goes on with it", async () => {
    for (const [id, words] of [
      ["r2", "The run failed after 0 stages."],
      ["r3", "The run was interrupted after 0 stages."],
    ]) {
      const { page, wrongs } = await opened(begun, `/db/0/${id}`);
      await page.getByText(words!).waitFor();
      await page.locator(".state .command").getByText("npx pstar").waitFor();
      expect(wrongs).toEqual([]);
    }
  });
});
