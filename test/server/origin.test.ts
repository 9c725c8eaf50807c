import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Tuned, tunedOnExport } from "../inspect/tuned.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { ask, begun, json, serving } from "./served.ts";

const folder = lastingFolder();
let tuned: Tuned;
beforeAll(async () => {
  tuned = await tunedOnExport(folder);
});

describe("where a tuning's rows came from", () => {
  it("is a run, where its database is served, and else nothing", async () => {
    const both = await serving(tuned.database, tuned.curation);
    expect(await json(both, "/api/db/0/runs/r1/origin")).toEqual({ db: 1, run: "r1" });
    expect(await json(both, "/api/db/1/runs/r1/origin")).toBeNull();
    expect((await ask(both, "/api/db/0/runs/r7/origin")).status).toBe(404);
    const alone = await serving(tuned.database);
    expect(await json(alone, "/api/db/0/runs/r1/origin")).toBeNull();
  });

  it("is not what another database has by the same id, nor one that cannot be read", async () => {
    const path = join(folder, "elsewhere.db");
    copyFileSync(tuned.curation, path);
    const other = await serving(tuned.database, path);
    expect(await json(other, "/api/db/0/runs/r1/origin")).toBeNull();
    const empty = join(lastingFolder(), "rows.db");
    const again = await serving(tuned.database, begun(empty));
    expect(await json(again, "/api/db/0/runs/r1/origin")).toBeNull();
  });
});
