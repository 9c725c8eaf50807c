import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seriesInks, tokensCss } from "../../src/report/tokens.ts";
import { serve } from "../../src/server/serve.ts";
import { createRun, finishRun, openStore } from "../../src/store/index.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { hasBrowser } from "./browser.ts";
import { findings, opened } from "./opened.ts";

describe("the page's source", () => {
  const files = globSync("src/web/**/*.{ts,tsx,html,js}");

  it("never makes HTML of a text, and needs no inline style or script", () => {
    expect(files.length).toBeGreaterThan(40);
    const forbidden =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|\beval\(|new Function|javascript:|cssText/;
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      expect(text.match(forbidden)?.[0], file).toBeUndefined();
      if (file.endsWith(".html")) expect(text, file).not.toMatch(/ style=| on\w+=|<style|<script>/);
      if (file.endsWith(".tsx")) expect(text, file).not.toMatch(/ style="/);
    }
  });

  it("gives verifiers the colours that figures give them", () => {
    const css = tokensCss();
    const swatch = readFileSync("src/web/parts/swatch.tsx", "utf8");
    expect(swatch).toContain(`INKS = ${seriesInks.length};`);
    for (const [i, { light, dark }] of seriesInks.entries()) {
      const found = [...css.matchAll(new RegExp(`--series-${i}:([^;}]+)`, "g"))].map(([, ink]) => ink);
      expect(new Set(found)).toEqual(new Set([light, dark]));
    }
  });

  it("asks nobody but its own server", () => {
    for (const file of files) {
      const addresses = readFileSync(file, "utf8").match(/https?:\/\/[^\s"'`]+/g) ?? [];
      expect(addresses, file).toEqual([]);
    }
  });
});

describe("the built page", () => {
  it("is small", () => {
    const scripts = globSync("dist/web/assets/*.js");
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    expect(bytes).toBeLessThan(60_000);
  });
});

const folder = lastingFolder();
const database = join(folder, "shelf.db");
const hostile = "<img src=x onerror=alert(1)>\u202eevil\u001b[31m";

/** What is being typed into or pressed, as its label or text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    "(document.activeElement.ariaLabel ?? document.activeElement.textContent).replace(/\\s+/g, ' ').trim()",
  );
const query = (page: Page): string => new URL(page.url()).search;
const widths = (page: Page): Promise<[number, number]> =>
  page.evaluate("[document.documentElement.scrollWidth, innerWidth]");

beforeAll(() => {
  const store = openStore(database);
  const add = (name: string) =>
    createRun(store, { name, version: "0.1.0", seed: 1, config: `name: ${name}\n` });
  finishRun(store, add("first"), "done");
  finishRun(store, add("second"), "failed");
  finishRun(store, add("third"), "interrupted");
  add(hostile);
  store.close();
});

describe.skipIf(!hasBrowser)("the page", () => {
  it("lists runs, the newest first, and filters them in the address", async () => {
    const { page, wrongs } = await opened(database, "/");
    const names = page.locator("tbody th a");
    await names.first().waitFor();
    expect(await names.count()).toBe(4);
    await page.keyboard.press("/");
    await page.keyboard.type("second");
    await expect.poll(() => page.evaluate("document.querySelectorAll('tbody tr').length === 1")).toBe(true);
    expect(query(page)).toBe("?q=second");
    await page.reload();
    await names.first().waitFor();
    expect(await names.allTextContents()).toEqual(["second"]);
    await page.locator("input[type=search]").fill("nothing is called so");
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => page.evaluate("document.querySelectorAll('tbody tr').length === 4")).toBe(true);
    expect(wrongs).toEqual([]);
  });

  it("shows what a run is called as text, its hidden characters by name", async () => {
    const { page, wrongs } = await opened(database, "/");
    const name = page.locator("tbody th a").first();
    await name.waitFor();
    expect(await name.textContent()).toBe("<img src=x onerror=alert(1)>U+202Eevil␛[31m");
    expect(await page.locator("main img").count()).toBe(0);
    await name.click();
    await expect.poll(() => page.evaluate("document.title.includes('onerror')")).toBe(true);
    expect(wrongs).toEqual([]);
  });

  it("compares two runs that are ticked", async () => {
    const { page, wrongs } = await opened(database, "/");
    await page.getByLabel("Compare first r1").check();
    await page.getByText("Tick one more").waitFor();
    await page.getByLabel("Compare second r2").check();
    await page.getByRole("link", { name: "Compare the two" }).click();
    await page.getByRole("heading", { name: "Two runs beside each other" }).waitFor();
    expect(query(page)).toBe("?a=0.r1&b=0.r2");
    await page.getByText("only in B: name: second").waitFor();
    await page.goBack();
    await page.getByText("Compare the two").waitFor();
    expect(wrongs).toEqual([]);
  });

  it("can be walked by keyboard: past the head, through the links, to the help and out of it", async () => {
    const { page } = await opened(database, "/");
    await page.locator("tbody th a").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Filter runs");
    await page.keyboard.type("?");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    await page.locator("input[type=search]").fill("");
    await page.keyboard.press("Tab");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    // However quickly it is closed and asked for again.
    for (let time = 0; time < 20; time++) {
      await page.keyboard.press("?");
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  });

  it("keeps the colours that were chosen", async () => {
    const { page, wrongs } = await opened(database, "/", { colorScheme: "light" });
    const paper = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    await page.getByLabel("dark").check({ force: true });
    const dark = await paper();
    await page.reload({ waitUntil: "commit" });
    await page.locator("tbody th a").first().waitFor();
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await paper()).toBe(dark);
    await page.getByLabel("auto").check({ force: true });
    expect(await paper()).not.toBe(dark);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await paper()).toBe(dark);
    expect(wrongs).toEqual([]);
  });

  it("takes the token out of the address", async () => {
    const { page, serving } = await opened(database, "/", { token: true });
    await page.locator("tbody th a").first().waitFor();
    expect(page.url()).toBe(serving.url);
    expect(await page.evaluate("sessionStorage.getItem('token')")).toBe(serving.token);
  });

  it("says that a page, a run or a database is not there", async () => {
    const { page, serving } = await opened(database, "/no/such/page");
    await page.getByText("There is no such page").waitFor();
    await page.goto(`${serving.url}db/0/r77`);
    await page.getByRole("alert").waitFor();
    await page.goto(`${serving.url}db/7/r1`);
    await page.getByRole("alert").waitFor();
    await page.getByRole("link", { name: "pstar" }).click();
    await page.locator("tbody th a").first().waitFor();
  });

  it("says why a database can't be shown, beside those that can", async () => {
    const broken = join(folder, "broken.db");
    writeFileSync(broken, "no database, but long enough to be read as the header of one. ".repeat(9));
    const { page } = await opened(database, "/");
    const serving = await serve([broken, database], { port: 0 });
    onTestFinished(() => serving.close());
    await page.goto(serving.url);
    expect(await page.getByRole("alert").textContent()).toMatch(
      /broken\.db.*can't be shown.*not a pstar database/s,
    );
    expect(await page.locator("tbody tr").count()).toBe(4);
  });

  it("says when the server is gone, keeps what it had, and goes on when it is back", async () => {
    const { page } = await opened(database, "/");
    const serving = await serve([database], { port: 0 });
    await page.goto(serving.url);
    await page.locator("tbody th a").first().waitFor();
    const port = Number(new URL(serving.url).port);
    await serving.close();
    await page.getByRole("status").getByText("The server does not answer").waitFor();
    expect(await page.locator("tbody th a").count()).toBe(4);
    await page.getByRole("link", { name: "first" }).click();
    await page.getByRole("alert").getByText("Start it again").waitFor();
    const again = await serve([database], { port });
    onTestFinished(() => again.close());
    await page.getByRole("heading", { name: "first" }).waitFor();
    await page.getByText("The server does not answer").waitFor({ state: "detached" });
  });

  it("fits every width, and axe finds nothing serious", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await opened(database, "/", { colorScheme });
      await page.locator("tbody th a").first().waitFor();
      for (const width of [320, 380, 768, 1440, 2000]) {
        await page.setViewportSize({ width, height: 800 });
        const [scroll, window] = await widths(page);
        expect(scroll, `at ${width}`).toBeLessThanOrEqual(window);
        if (width === 380 || width === 1440) expect(await findings(page), `at ${width}`).toEqual([]);
      }
    }
  });
});
