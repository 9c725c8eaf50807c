import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { FigureEntry } from "../../src/server/api.ts";
import { lastingFolder, runText, tiny } from "../pipeline/tiny.ts";
import { hasBrowser, openBrowser } from "../web/browser.ts";
import { json, serving } from "./served.ts";

describe.skipIf(!hasBrowser)("in a browser", () => {
  const db = join(lastingFolder(), "tiny.db");
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    await runText(tiny, db, { through: "estimate" });
  });

  /** A page, and what it complains of. */
  async function opened(): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    return { page, complaints };
  }

  it("the page works under its policy, which stops what was smuggled in", async () => {
    const one = await serving(db);
    const { page, complaints } = await opened();
    const answer = await page.goto(`${one.url}#token=${one.token}`);
    expect(answer!.status()).toBe(200);
    await page.getByText("tiny").first().waitFor();
    expect(complaints).toEqual([]);
    expect(page.url()).not.toContain(one.token);
    const smuggled = await page.evaluate(`(async () => {
      const inline = document.createElement("script");
      inline.textContent = "globalThis.smuggled = true";
      document.body.append(inline);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='globalThis.smuggled = true'>");
      const style = document.createElement("style");
      style.textContent = "body { visibility: hidden }";
      document.head.append(style);
      const sent = await fetch("http://127.0.0.1:9/").catch(() => "stopped");
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { script: "smuggled" in globalThis, style: getComputedStyle(document.body).visibility, sent };
    })()`);
    expect(smuggled).toEqual({ script: false, style: "visible", sent: "stopped" });
    expect(
      complaints.filter((text) => text.includes("Content Security Policy")).length,
    ).toBeGreaterThanOrEqual(3);
  });

  it("a report and a figure stand alone, with their style and without scripts", async () => {
    const one = await serving(db);
    const [figure] = await json<FigureEntry[]>(one, "/api/db/0/runs/r1/figures");
    for (const path of ["report.html", `figures/${figure!.id}.svg`, `figures/${figure!.id}.png`]) {
      const { page, complaints } = await opened();
      const answer = await page.goto(`${one.url}api/db/0/runs/r1/${path}`);
      expect(answer!.status(), path).toBe(200);
      expect(complaints, path).toEqual([]);
      const box = await page.locator("svg, img").first().boundingBox();
      expect(box!.width, path).toBeGreaterThan(100);
    }
    const { page } = await opened();
    await page.goto(one.url);
    const width = await page.evaluate(`(async () => {
      const image = new Image();
      image.src = "/api/db/0/runs/r1/figures/${figure!.id}.svg?theme=dark&width=640";
      await image.decode();
      return image.naturalWidth;
    })()`);
    expect(width).toBeGreaterThan(300);
  });

  it("another site's page can neither read nor write", async () => {
    const one = await serving(db);
    const { page } = await opened();
    const elsewhere = await serving(db);
    await page.goto(`${elsewhere.url.replace("127.0.0.1", "localhost")}tokens.css`);
    const got = await page.evaluate(`(() => {
      const asked = (init) => fetch("${one.url}api/databases", init).then(({ type }) => type, () => "stopped");
      return Promise.all([asked({}), asked({ mode: "no-cors" }), asked({ method: "POST", body: "{}" })]);
    })()`);
    expect(got).toEqual(["stopped", "stopped", "stopped"]);
  });
});
