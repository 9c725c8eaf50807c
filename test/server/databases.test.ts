import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { DatabaseEntry } from "../../src/server/api.ts";
import { serve } from "../../src/server/serve.ts";
import { ask, begun, folder, json, serving, writing } from "./served.ts";

const list = (one: Awaited<ReturnType<typeof serving>>) => json<DatabaseEntry[]>(one, "/api/databases");

/** A database of another version of pstar. */
function versioned(path: string, version: number): string {
  begun(path);
  const database = new Database(path);
  database.pragma(`user_version = ${version}`);
  database.close();
  return path;
}

describe("the databases", () => {
  it("are those given and those of given folders, each once, in this order", async () => {
    const at = folder();
    mkdirSync(join(at, "runs"));
    const [a, b, c] = [join(at, "z.db"), join(at, "runs", "a.db"), join(at, "runs", "b.db")];
    begun(a, 2);
    begun(b);
    begun(c, 3);
    writeFileSync(join(at, "runs", "b.search-index"), "");
    const one = await serving(a, join(at, "runs"), join(at, "runs", "..", "z.db"));
    expect(await list(one)).toEqual(
      [
        { path: a, name: "z.db", runs: 2 },
        { path: b, name: "a.db", runs: 1 },
        { path: c, name: "b.db", runs: 3 },
      ].map((entry, db) => ({ db, ...entry, bytes: expect.any(Number), error: null })),
    );
    const runs = await json<{ id: string; name: string }[]>(one, "/api/db/2/runs");
    expect(runs.map(({ id }) => id)).toEqual(["r3", "r2", "r1"]);
    for (const path of ["/api/db/3/runs", "/api/db/-1/runs", "/api/db/x/runs", "/api/db/1e0/runs"]) {
      expect((await ask(one, path)).status, path).toBe(404);
    }
  });

  it("that cannot be shown say why, and the others are shown", async () => {
    const at = folder();
    const path = (name: string) => join(at, name);
    writeFileSync(
      path("text.db"),
      "no database at all, but long enough to be read as a header of one.".repeat(20),
    );
    const foreign = new Database(path("foreign.db"));
    foreign.exec("CREATE TABLE t (x)");
    foreign.close();
    writeFileSync(path("empty.db"), "");
    mkdirSync(path("folder.db"));
    begun(path("cut.db"));
    truncateSync(path("cut.db"), 8192);
    versioned(path("newer.db"), 999);
    versioned(path("older.db"), 1);
    begun(path("good.db"));
    const names = ["text", "foreign", "empty", "cut", "newer", "older", "gone", "good"];
    const one = await serving(...names.map((name) => path(`${name}.db`)));
    const entries = await list(one);
    const errors = Object.fromEntries(entries.map(({ name, error }) => [name.slice(0, -3), error]));
    expect(errors).toEqual({
      text: expect.stringMatching(/not a pstar database/),
      foreign: expect.stringMatching(/another program/),
      empty: expect.stringMatching(/nothing in it yet/),
      cut: expect.stringMatching(/damaged/),
      newer: expect.stringMatching(/newer pstar.*update/),
      older: expect.stringMatching(/schema 1.*run any command that writes to it once/),
      gone: expect.stringMatching(/not there/),
      good: null,
    });
    for (const { db, name, error } of entries) {
      const { status, text } = await ask(one, `/api/db/${db}/runs`);
      expect(status, name).toBe(error === null ? 200 : 503);
      if (error !== null) expect(text).not.toMatch(/--db|node:internal|\bat \//);
    }
  });

  it("that come later are found when asked for again, under a place of their own", async () => {
    const at = folder();
    const [given, later] = [join(at, "given.db"), join(at, "a-later.db")];
    begun(join(at, "first.db"));
    const one = await serving(at, given);
    expect((await list(one)).map(({ name, error }) => [name, error === null])).toEqual([
      ["first.db", true],
      ["given.db", false],
    ]);
    begun(given);
    begun(later, 2);
    expect((await ask(one, "/api/db/1/runs")).status).toBe(200);
    expect(await json<unknown[]>(one, "/api/db/2/runs")).toHaveLength(2);
    expect((await list(one)).map(({ name }) => name)).toEqual(["first.db", "given.db", "a-later.db"]);
  });

  it("are seen as they are: removed, put back, replaced by another", async () => {
    const at = folder();
    const [path, aside] = [join(at, "a.db"), join(at, "aside")];
    begun(path);
    const one = await serving(path, begun(join(at, "other.db")));
    const runs = async () => {
      const [entry] = await list(one);
      return entry!.error === null ? entry!.runs : "gone";
    };
    expect(await runs()).toBe(1);
    renameSync(path, aside);
    expect(await runs()).toBe("gone");
    expect((await ask(one, "/api/db/0/runs/r1")).status).toBe(503);
    renameSync(aside, path);
    expect(await runs()).toBe(1);
    for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
    begun(path, 4);
    expect(await runs()).toBe(4);
    expect(await json<unknown[]>(one, "/api/db/0/runs")).toHaveLength(4);
  });

  it("are not written to", async () => {
    const path = begun(join(folder(), "a.db"));
    const before = readFileSync(path);
    const one = await serving(path);
    for (const at of ["", "/r1", "/r1/sets", "/r1/figures"]) await ask(one, `/api/db/0/runs${at}`);
    expect(readFileSync(path)).toEqual(before);
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });
});

describe("a server", () => {
  it("does not start where there is nothing to show", async () => {
    const at = folder();
    await expect(serve([at], { port: 0 })).rejects.toThrow(/no database here/);
    await expect(serve([join(at, "runs")], { port: 0 })).rejects.toThrow(/no database here/);
    await expect(serve([join(at, "a.db")], { port: 0 })).rejects.toThrow(/not there/);
    writeFileSync(join(at, "a.db"), "x".repeat(5000));
    await expect(serve([join(at, "a.db")], { port: 0 })).rejects.toThrow(/not a pstar database/);
  });

  it("does not start on a port that is taken, and frees its own once closed", async () => {
    const path = begun(join(folder(), "a.db"));
    const one = await serve([path], { port: 0 });
    const port = Number(new URL(one.url).port);
    await expect(serve([path], { port })).rejects.toMatchObject({
      message: `port ${port} is taken`,
      remedy: expect.stringContaining("--port"),
      exitCode: 2,
    });
    await one.close();
    const next = await serve([path], { port });
    expect(next.url).toBe(one.url);
    await next.close();
  });

  it("leaves the database to others once closed", async () => {
    const path = begun(join(folder(), "a.db"));
    const one = await serve([path], { port: 0 });
    await json(one, "/api/db/0/runs/r1");
    await one.close();
    writing(path, () => {});
    // The last connection to go takes the log with it: so none is left open.
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
