import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readCandidates } from "../../src/store/candidates.ts";
import { readExamples } from "../../src/store/examples.ts";
import { listRuns } from "../../src/store/runs.ts";
import { readScores } from "../../src/store/scores.ts";
import { listStages } from "../../src/store/stages.ts";
import { openStore } from "../../src/store/store.ts";
import { temporaryFolder } from "./temporary.ts";

const writer = join(import.meta.dirname, "writer-child.ts");
const rows = 4000;

function start(path: string) {
  const child = spawn(process.execPath, [writer, path, String(rows)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ended = once(child, "exit").then(([code, signal]) => ({ code, signal, stderr }));
  return { child, ended };
}

/** All that a run leaves but its times. */
function contents(path: string) {
  const store = openStore(path, { readonly: true });
  const stages = listStages(store, listRuns(store).at(-1)!.id);
  const [dataset, generate, verify] = stages.map(({ id }) => id);
  const found = {
    stages: stages.map(({ key, status, books }) => ({ key, status, books })),
    examples: [...readExamples(store, dataset)],
    candidates: [...readCandidates(store, generate)],
    scores: readScores(store, verify),
    check: store.prepare("PRAGMA integrity_check").all(),
    orphans: store.prepare("PRAGMA foreign_key_check").all(),
  };
  store.close();
  return found;
}

async function undisturbed(): Promise<ReturnType<typeof contents>> {
  const path = join(temporaryFolder(), "alone.db");
  expect(await start(path).ended).toEqual({ code: 0, signal: null, stderr: "" });
  const found = contents(path);
  expect(found.candidates).toHaveLength(rows);
  expect(found.check).toEqual([{ integrity_check: "ok" }]);
  expect(found.orphans).toEqual([]);
  return found;
}

describe("processes that share a database", () => {
  it("running the same stages at once leave what one alone would", async () => {
    const alone = await undisturbed();
    const path = join(temporaryFolder(), "shared.db");
    const ends = await Promise.all([start(path).ended, start(path).ended, start(path).ended]);
    for (const end of ends) expect(end).toEqual({ code: 0, signal: null, stderr: "" });
    expect(contents(path)).toEqual(alone);
  });

  it("killed again and again and started again leave what an undisturbed one would", async () => {
    const alone = await undisturbed();
    const path = join(temporaryFolder(), "killed.db");
    let killed = 0;
    for (let wait = 5; ; wait += 15) {
      const { child, ended } = start(path);
      while (!existsSync(path) && child.exitCode === null) await setTimeout(5);
      await setTimeout(wait);
      child.kill("SIGKILL");
      const end = await ended;
      if (end.signal === null) {
        expect(end).toEqual({ code: 0, signal: null, stderr: "" });
        break;
      }
      killed++;
    }
    expect(killed).toBeGreaterThan(3);
    expect(contents(path)).toEqual(alone);
  });
});
