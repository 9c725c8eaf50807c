import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { type Serving, serve } from "../../src/server/serve.ts";
import { copied } from "../server/served.ts";
import { openBrowser } from "./browser.ts";

let browser: ReturnType<typeof openBrowser> | undefined;

/** Databases that are only read are served once a file of tests. */
const shared = new Map<string, Promise<Serving>>();
afterAll(async () => {
  for (const serving of shared.values()) await (await serving).close();
});

/** A page in a browser over a database, until the test ends. */
export interface Opened {
  readonly page: Page;
  readonly serving: Serving;
  /** What the page said was wrong, which is nothing where all is well. */
  readonly wrongs: readonly string[];
}

/**
 * @param path within the page, `/db/0/r1/rows`
 * @param options.token whether the page may write, which it does into a copy of the database
 */
export async function opened(
  database: string,
  path: string,
  { token = false, ...options }: BrowserContextOptions & { readonly token?: boolean } = {},
): Promise<Opened> {
  const serving = await (token ? servingCopy(database) : servingOnce(database));
  browser ??= openBrowser();
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const wrongs: string[] = [];
  page.on("pageerror", (error) => wrongs.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrongs.push(message.text()));
  await page.goto(`${serving.url}${path.slice(1)}${token ? `#token=${serving.token}` : ""}`);
  return { page, serving, wrongs };
}

function servingOnce(database: string): Promise<Serving> {
  const serving = shared.get(database) ?? serve([database], { port: 0 });
  shared.set(database, serving);
  return serving;
}

async function servingCopy(database: string): Promise<Serving> {
  const serving = await serve([copied(database)], { port: 0 });
  onTestFinished(() => serving.close());
  return serving;
}

/** Evaluated, since the page's policy runs no script that it does not know. */
const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Serious findings of axe, each with the elements it is about. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
}

interface Found {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
