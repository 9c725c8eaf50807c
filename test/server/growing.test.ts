import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import type {
  CandidateSet,
  DatabaseEntry,
  FigureEntry,
  RowPage,
  RunInspection,
} from "../../src/server/api.ts";
import { binary } from "../cli/child.ts";
import { pipelineFile, tiny } from "../pipeline/tiny.ts";
import { ask, begun, folder, json, serving } from "./served.ts";

it("a run that begins after the server is shown as it grows, whatever is asked and when", async () => {
  const at = folder();
  const db = join(at, "later.db");
  const one = await serving(begun(join(at, "first.db")), db);
  const run = "/api/db/1/runs/r1";
  expect((await ask(one, run)).status).toBe(503);

  const child = spawn(process.execPath, [binary, "run", pipelineFile(at, tiny), "--db", db], {
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const entry = async () => (await json<DatabaseEntry[]>(one, "/api/databases"))[1]!;
  while (((await entry()).runs ?? 0) === 0) expect(child.exitCode, "ended early").toBeNull();

  const seen: RunInspection[] = [];
  const look = async () => {
    const account = await json<RunInspection>(one, run);
    seen.push(account);
    const figures = await json<FigureEntry[]>(one, `${run}/figures`);
    for (const { id } of figures.slice(0, 1)) {
      // The figure may be another one's by now, never broken.
      expect((await ask(one, `${run}/figures/${id}.svg`)).text).toMatch(/^<svg/);
    }
    for (const { stage, rows } of await json<CandidateSet[]>(one, `${run}/sets`)) {
      const page = await json<RowPage>(one, `${run}/sets/${stage}/rows?limit=5&order=position`);
      expect(page.total).toBeGreaterThanOrEqual(rows);
      expect(page.rows.length).toBe(Math.min(5, page.total));
    }
    return account.head.status;
  };
  while ((await look()) === "running");
  expect(await ended).toEqual([0, null]);

  const stages = seen.map(({ head }) => head.stagesDone);
  expect(stages).toEqual([...stages].sort((a, b) => a - b));
  expect(new Set(stages).size).toBeGreaterThan(1);
  const last = seen.at(-1)!;
  expect(last.head).toMatchObject({ status: "done", stagesDone: last.head.stagesBegun });
  expect(last.cells.every(({ student }) => student !== null)).toBe(true);
});
