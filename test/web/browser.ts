import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll } from "vitest";

/** Where pages can be looked at; null where there is no Chromium. */
const executable = findBrowser() ?? (mayInstall() ? installBrowser() : null);

/** For `describe.skipIf(!hasBrowser)`. */
export const hasBrowser = executable !== null;

if (!hasBrowser) {
  console.warn("No Chromium here, so tests in a browser are skipped: install one, or set CHROMIUM_PATH.");
}

const opened: Browser[] = [];
afterAll(() => Promise.all(opened.map((browser) => browser.close())));

/** A headless Chromium with an empty profile of its own, which sees this machine alone; closed after the file's tests. */
export async function openBrowser(): Promise<Browser> {
  if (executable === null) throw new Error("there is no Chromium: skip where hasBrowser is false");
  const browser = await chromium.launch({ executablePath: executable, args: [...quiet] });
  opened.push(browser);
  return browser;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
] as const;

function findBrowser(): string | null {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which cannot be run`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Nobody's own machine is changed by a test. */
function mayInstall(): boolean {
  if (!process.env.CI || process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) return false;
  return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** Files of tests run side by side: one installs, the others wait. */
function installBrowser(): string | null {
  const script =
    "command -v chromium || { apt-get update -q && apt-get install -qy --no-install-recommends chromium; }";
  try {
    execFileSync("flock", ["/tmp/pstar-chromium.lock", "sh", "-c", script], { stdio: "ignore" });
  } catch {
    // Said where hasBrowser is looked at.
  }
  return findBrowser();
}
