import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { percentInterval } from "../../src/format.ts";
import { inspectRun, type RunInspection } from "../../src/inspect/index.ts";
import { evaluatePredictions, testInputs } from "../../src/pipeline/index.ts";
import { writeLines } from "../pipeline/curated.ts";
import { edited, lastingFolder, reading, runText, tiny } from "../pipeline/tiny.ts";
import { hasBrowser } from "./browser.ts";
import { opened } from "./opened.ts";

const folder = lastingFolder();
const database = join(folder, "tiny.db");
const text = edited(tiny, ["training: { steps: 100 }, real: false", "train: false"]);
let run: RunInspection;

beforeAll(async () => {
  if (!hasBrowser) return;
  const { cells } = await runText(text, database);
  const config = parseConfig(text, "tiny.yaml");
  const inputs = await testInputs(config, database);
  const answers = inputs.map(({ id }) => ({ id, output: "1 1" }));
  for (const name of ["first of them", "second of them"]) {
    await evaluatePredictions(config, {
      ...{ db: database, configText: text, name, selection: Number(cells.at(-1)!.selection.slice(1)) },
      source: { kind: "file", file: writeLines(folder, answers, `${name}.jsonl`) },
      ...{ signal: new AbortController().signal, onProgress: () => {} },
    });
  }
  run = reading(database, (store) => inspectRun(store, 1));
});

describe.skipIf(!hasBrowser)("models trained elsewhere", () => {
  it("stand on the run's page with selection, figure and interval, and lead to where they are entered", async () => {
    const { page, wrongs } = await opened(database, "/db/0/r1");
    const rows = page.locator("#elsewhere tbody tr");
    await rows.first().waitFor();
    const told = (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " "));
    expect(run.elsewhere.map(({ name }) => name)).toEqual(["first of them", "second of them"]);
    for (const [i, { name, selection, metrics }] of run.elsewhere.entries()) {
      expect(told[i]).toContain(`${name} ${selection} noisy-oracle`);
      expect(told[i]).toContain(percentInterval(metrics[run.head.metric!]!));
    }
    expect(told[0]).toMatch(/this run$/);
    await rows.nth(1).getByRole("link", { name: "r2" }).click();
    await page.waitForURL(/\/db\/0\/r2$/);
    expect(wrongs).toEqual([]);
  });
});
