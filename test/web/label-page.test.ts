import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { labelQueue } from "../../src/browse/index.ts";
import type { LabelQueue, Reselection, RowDetail } from "../../src/server/api.ts";
import { drawLines } from "../pipeline/curated.ts";
import { reading } from "../pipeline/tiny.ts";
import { json } from "../server/served.ts";
import { hasBrowser } from "./browser.ts";
import { curatedDatabase } from "./curated-database.ts";
import { findings, opened } from "./opened.ts";

const database = curatedDatabase(drawLines(7, 40));
const labelPath = "/db/0/r1/label/s1";

const heading = /^Output/;
const queue = () => reading(database, (store) => labelQueue(store, 1, 1, 10));

describe.skipIf(!hasBrowser)("labelling by keyboard", () => {
  it("labels, skips and undoes the rows that the queue draws, one after another", async () => {
    const { page, serving, wrongs } = await opened(database, labelPath, { token: true });
    const { next, labelled } = queue();
    const shows = (id: string) =>
      page.getByRole("heading", { name: heading }).getByText(id, { exact: true }).waitFor();
    const counts = async () => {
      const { byHand, labelled } = await json<LabelQueue>(serving, "/api/db/0/runs/r1/sets/s1/queue?limit=1");
      return { byHand, labelled };
    };
    const labelsOf = async (id: string) => {
      const { candidates } = await json<RowDetail>(serving, `/api/db/0/runs/r1/rows/${id}`);
      return candidates.find((one) => one.id === id)!.labels.map(({ value, byHand }) => ({ value, byHand }));
    };
    await shows(next[0]!);
    await page.keyboard.press("y");
    await shows(next[1]!);
    expect(await counts()).toEqual({ byHand: 1, labelled: labelled + 1 });
    await page.keyboard.press("n");
    await shows(next[2]!);
    await page.keyboard.press(".");
    await page.keyboard.press("1");
    await shows(next[3]!);
    await page.keyboard.press("s");
    await shows(next[4]!);
    expect(await labelsOf(next[0]!)).toEqual([{ value: 1, byHand: true }]);
    expect(await labelsOf(next[1]!)).toEqual([{ value: 0, byHand: true }]);
    expect(await labelsOf(next[2]!)).toEqual([{ value: 0.1, byHand: true }]);
    expect(await labelsOf(next[3]!)).toEqual([]);
    await page.keyboard.press("u");
    await shows(next[3]!);
    await page.keyboard.press("u");
    await shows(next[2]!);
    expect(await labelsOf(next[2]!)).toEqual([]);
    expect(await counts()).toEqual({ byHand: 2, labelled: labelled + 2 });
    await page.getByText(`${labelled + 2} of`).waitFor();
    expect(wrongs).toEqual([]);
  });

  it("feeds the estimate beside it at once", async () => {
    const { page, serving, wrongs } = await opened(database, labelPath, { token: true });
    const ask = "/api/db/0/runs/r1/sets/s1/reselect?verifier=judge&selector=top-share&fraction=0.25";
    const before = (await json<Reselection>(serving, ask)).estimate!;
    await page.getByText("What the labels say").waitFor();
    const labels = page.locator(".tallies div").filter({ hasText: "labels" }).locator("dd");
    await expect.poll(() => labels.textContent()).toBe(String(before.labels));
    await page.keyboard.press("n");
    await expect.poll(() => labels.textContent()).toBe(String(before.labels + 1));
    const after = (await json<Reselection>(serving, ask)).estimate!;
    expect(after).toMatchObject({ labels: before.labels + 1, byHand: 1 });
    expect(after.error.estimate).toBeGreaterThan(before.error.estimate);
    expect(wrongs).toEqual([]);
  });

  it("says that it waits while a run is writing, and then saves", async () => {
    const { page, serving, database: copy } = await opened(database, labelPath, { token: true });
    const shows = (id: string) =>
      page.getByRole("heading", { name: heading }).getByText(id, { exact: true }).waitFor();
    const { next } = queue();
    await shows(next[0]!);
    const writer = new Database(copy);
    onTestFinished(() => void writer.close());
    writer.exec("BEGIN IMMEDIATE");
    await page.keyboard.press("y");
    await page.getByText("Not saved yet").waitFor();
    writer.exec("COMMIT");
    await shows(next[1]!);
    await page.getByText(`Saved ${next[0]}`).waitFor();
    expect((await json<LabelQueue>(serving, "/api/db/0/runs/r1/sets/s1/queue?limit=1")).byHand).toBe(1);
  });

  it("hides scores until they are asked for", async () => {
    const { page } = await opened(database, labelPath, { token: true });
    await page.getByRole("heading", { name: heading }).waitFor();
    expect(await page.locator(".to-label .scores").count()).toBe(0);
    await page.keyboard.press("v");
    await page.locator(".to-label .scores").waitFor();
    expect(page.url()).toContain("scores=shown");
  });

  it("says without a token how to come by one, and takes no label", async () => {
    const { page, serving } = await opened(database, labelPath);
    await page.getByText("npx pstar view").waitFor();
    await page.keyboard.press("y");
    await page.getByRole("heading", { name: heading }).getByText(queue().next[0]!).waitFor();
    expect((await json<LabelQueue>(serving, "/api/db/0/runs/r1/sets/s1/queue?limit=1")).byHand).toBe(0);
  });

  it("of a row chosen by eye says that estimates leave it out", async () => {
    const { page, serving, wrongs } = await opened(database, "/db/0/r1/row/c1-5", { token: true });
    const ask = "/api/db/0/runs/r1/sets/s1/reselect?verifier=judge&selector=top-share&fraction=0.25";
    const before = (await json<Reselection>(serving, ask)).estimate!;
    await page.getByRole("button", { name: "✗ incorrect" }).click();
    await page.getByText("estimates leave it out").waitFor();
    await page.getByText("by hand").first().waitFor();
    expect((await json<Reselection>(serving, ask)).estimate).toEqual(before);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByText("Taken back.").waitFor();
    expect(wrongs).toEqual([]);
  });

  it.each([
    ["light", 1280],
    ["dark", 380],
  ] as const)(
    "has no serious finding in %s at %i px, and nothing over the edge",
    async (colorScheme, width) => {
      const { page } = await opened(database, labelPath, {
        token: true,
        colorScheme,
        viewport: { width, height: 800 },
      });
      await page.getByText("What the labels say").waitFor();
      await page.getByRole("heading", { name: heading }).waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect(await findings(page)).toEqual([]);
    },
  );
});
