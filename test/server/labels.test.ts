import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { ApiError, LabelQueue } from "../../src/server/api.ts";
import { curated, curation, drawLines, writeLines } from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { ask, copied, json, serving } from "./served.ts";

const folder = lastingFolder();
const database = join(folder, "rows.db");
beforeAll(async () => {
  await curated(curation(writeLines(folder, drawLines(7, 40))), folder);
});

it("a label that finds the database being written to is refused soon and plainly, and taken afterwards", async () => {
  const path = copied(database);
  const one = await serving(path);
  const { next, byHand } = await json<LabelQueue>(one, "/api/db/0/runs/r1/sets/s1/queue?limit=1");
  const give = () =>
    ask(one, "/api/db/0/labels", {
      method: "POST",
      headers: { "content-type": "application/json", "x-pstar-token": one.token },
      body: JSON.stringify({ id: next[0], value: 1, drawn: true }),
    });
  const writer = new Database(path);
  onTestFinished(() => void writer.close());
  writer.exec("BEGIN IMMEDIATE");
  // The writer writes on until this is answered: an answer that waited for it would never come.
  const { status, headers, text } = await give();
  expect([status, headers["retry-after"], JSON.parse(text)]).toEqual([
    503,
    "1",
    { error: "the database is being written to", remedy: "try again" } satisfies ApiError,
  ]);
  writer.exec("COMMIT");
  expect((await give()).status).toBe(200);
  expect((await json<LabelQueue>(one, "/api/db/0/runs/r1/sets/s1/queue")).byHand).toBe(byHand + 1);
});
