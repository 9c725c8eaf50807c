import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { type Serving, serve } from "../../src/server/serve.ts";
import { copied, serving as servingAlone } from "../server/served.ts";
import { openBrowser } from "./browser.ts";

let browser: ReturnType<typeof openBrowser> | undefined;

/** One server for each database that a file's tests only look at. */
const shared = new Map<string, Promise<Serving>>();
afterAll(async () => {
  for (const serving of shared.values()) await (await serving).close();
});

/** A page in a browser over a database, until the test ends. */
export interface Opened {
  readonly page: Page;
  readonly serving: Serving;
  /** What the page shows: a copy, where it is the test's own. */
  readonly database: string;
  /** What the page said was wrong, which is nothing where all is well. */
  readonly wrongs: readonly string[];
}

interface Options extends BrowserContextOptions {
  /** Whether the page may write. */
  readonly token?: boolean;
  /** Whether the database changes: then it is a copy, served for this test alone. So it is where the page may write. */
  readonly changes?: boolean;
}

/** @param path within the page, `/db/0/r1/rows` */
export async function opened(
  database: string,
  path: string,
  { token = false, changes = token, ...options }: Options = {},
): Promise<Opened> {
  const shown = changes ? copied(database) : database;
  const serving = await (changes ? servingAlone(shown) : sharing(shown));
  browser ??= openBrowser();
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const wrongs: string[] = [];
  page.on("pageerror", (error) => wrongs.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrongs.push(message.text()));
  await page.goto(`${serving.url}${path.slice(1)}${token ? `#token=${serving.token}` : ""}`);
  return { page, serving, database: shown, wrongs };
}

function sharing(database: string): Promise<Serving> {
  const serving = shared.get(database) ?? serve([database], { port: 0 });
  shared.set(database, serving);
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
