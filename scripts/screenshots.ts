/**
 * The images of the guides: `node scripts/screenshots.ts [RUNS]`, a folder with the databases of examples/eigenvalues-2x2.yaml,
 * examples/newswire.yaml and examples/eigenvalue-answers.yaml, `runs` by default. Needs the page built (`npm run build:web`)
 * and Chromium, found by its name or by CHROMIUM_PATH. Writes docs/images/*.png, twice as fine as they are shown.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BrowserContextOptions, chromium } from "playwright-core";
import sharp from "sharp";
import { reportHtml } from "../src/report/html.ts";
import { serve } from "../src/server/serve.ts";
import { listRuns, openStore } from "../src/store/index.ts";

const [runs = "runs"] = process.argv.slice(2);
const databases = ["eigenvalues-2x2", "newswire", "eigenvalue-answers"].map((name) =>
  join(runs, `${name}.db`),
);
const folder = "docs/images";

interface Shot {
  readonly name: string;
  /** In the page, or the address of a file. */
  readonly at: string;
  readonly size: readonly [width: number, height: number];
  readonly theme?: BrowserContextOptions["colorScheme"];
}

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const temporary = mkdtempSync(join(tmpdir(), "pstar-screenshots-"));
const report = join(temporary, "report.html");
const serving = await serve(databases, { port: 0 });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  mkdirSync(folder, { recursive: true });
  writeFileSync(report, reportOf(databases[1]!));
  const newswire = `/db/1/r${lastRun(databases[1]!)}`;
  const run = { at: "/db/0/r1", size: [1180, 1165] } as const;
  const shots: readonly Shot[] = [
    { name: "view-run", ...run },
    { name: "view-run-dark", ...run, theme: "dark" },
    {
      name: "view-share",
      at: `${newswire}/rows/s7?share=0.25&of=weak-supervision&against=s22`,
      size: [1180, 790],
    },
    { name: "view-row", at: `${newswire}/row/c7-695`, size: [1180, 620] },
    { name: "view-trace", at: "/db/0/r1/trace/c7-0", size: [1290, 640] },
    { name: "view-label", at: "/db/2/r1/label", size: [1180, 700] },
    { name: "report", at: pathToFileURL(report).href, size: [1180, 1100] },
  ];
  for (const shot of shots) await take(shot);
} finally {
  await browser.close();
  await serving.close();
  rmSync(temporary, { recursive: true });
}

async function take({ name, at, size: [width, height], theme = "light" }: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    colorScheme: theme,
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  const isFile = at.startsWith("file:");
  if (!isFile) await page.goto(`${serving.url}#token=${serving.token}`);
  await page.goto(isFile ? at : new URL(at, serving.url).href);
  await page.locator("h1").waitFor();
  await page.waitForTimeout(1000);
  await page.getByText(/^Loading /).waitFor({ state: "detached", timeout: 60_000 });
  await page.waitForTimeout(500);
  const path = join(folder, `${name}.png`);
  const few = { palette: true, colours: 128, effort: 10, dither: 0 };
  const { size } = await sharp(await page.screenshot())
    .png(few)
    .toFile(path);
  console.log(`${path}  ${Math.round(size / 1000)} kB`);
  await context.close();
}

function reportOf(path: string): string {
  const store = openStore(path, { readonly: true });
  try {
    return reportHtml({ store, run: lastRun(path) });
  } finally {
    store.close();
  }
}

function lastRun(path: string): number {
  const store = openStore(path, { readonly: true });
  try {
    return listRuns(store).at(-1)!.id;
  } finally {
    store.close();
  }
}
