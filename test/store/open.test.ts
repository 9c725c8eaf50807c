import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { countCandidates, readCandidates, writeCandidates } from "../../src/store/candidates.ts";
import { createRun, listRuns } from "../../src/store/runs.ts";
import { migrations } from "../../src/store/schema.ts";
import { openIfMade, openStore } from "../../src/store/store.ts";
import { candidateRows, generated, newRun, thrown } from "./made.ts";
import { temporaryFolder, temporaryStore } from "./temporary.ts";

const lineOf = (work: () => unknown): string => {
  const error = thrown(work);
  expect(error).toBeInstanceOf(PstarError);
  const { line } = error as PstarError;
  expect(line).not.toContain("\n");
  return line;
};

describe("opening", () => {
  it("makes a database of this version, in WAL mode with foreign keys, and finds it again", () => {
    const path = join(temporaryFolder(), "run.db");
    const first = openStore(path);
    newRun(first, "kept");
    expect(first.prepare("PRAGMA user_version").get()).toEqual({ user_version: migrations.length });
    expect(first.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(first.prepare("PRAGMA foreign_keys").get()).toEqual({ foreign_keys: 1 });
    expect(first.artifacts).toBe(path.replace(".db", ".artifacts"));
    first.close();
    const again = temporaryStore(path);
    expect(listRuns(again).map(({ name }) => name)).toEqual(["kept"]);
  });

  it("refuses a database from a newer version and leaves it as it is", () => {
    const path = join(temporaryFolder(), "run.db");
    openStore(path).close();
    const database = new Database(path);
    database.pragma(`user_version = ${migrations.length + 1}`);
    database.close();
    const before = readFileSync(path);
    expect(lineOf(() => openStore(path))).toMatch(/newer pstar.*update pstar/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("refuses what is not its own and leaves it as it is", () => {
    const folder = temporaryFolder();
    const text = join(folder, "notes.db");
    writeFileSync(text, "A text file, and no short one: long enough for a header. ".repeat(40));
    expect(lineOf(() => openStore(text))).toMatch(/not a pstar database.*--db/);
    const other = join(folder, "other.db");
    const database = new Database(other);
    database.exec("CREATE TABLE mine (id INTEGER)");
    database.close();
    const before = readFileSync(other);
    expect(lineOf(() => openStore(other))).toMatch(/another program.*--db/);
    expect(readFileSync(other).equals(before)).toBe(true);
  });

  it("says in one line why a path cannot be opened", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    expect(lineOf(() => openStore(join(folder, "none", "run.db")))).toMatch(
      /none\/run\.db: cannot be opened — /,
    );
    expect(lineOf(() => openStore(join(folder, "file", "run.db")))).toMatch(/cannot be opened — /);
    mkdirSync(join(folder, "folder.db"));
    expect(lineOf(() => openStore(join(folder, "folder.db")))).toMatch(/cannot be opened — /);
    expect(lineOf(() => openStore(join(folder, "run.db"), { readonly: true }))).toMatch(
      /cannot be opened — /,
    );
  });

  it("finds nothing, rather than an error, where another process is just making the database", () => {
    const path = join(temporaryFolder(), "run.db");
    expect(openIfMade(path)).toBeUndefined();
    writeFileSync(path, "");
    expect(openIfMade(path)).toBeUndefined();
    const maker = new Database(path);
    maker.pragma("journal_mode = WAL");
    expect(openIfMade(path)).toBeUndefined();
    maker.exec("BEGIN IMMEDIATE; CREATE TABLE runs (id)");
    expect(openIfMade(path)).toBeUndefined();
    maker.exec("ROLLBACK");
    openStore(path).close();
    const made = openIfMade(path);
    expect(made && listRuns(made)).toEqual([]);
    made?.close();
    maker.close();
  });

  it("finds nothing, either, where the process that was making the database was killed, and makes it then", () => {
    const path = join(temporaryFolder(), "run.db");
    const program = `
      import Database from "better-sqlite3";
      const database = new Database(${JSON.stringify(path)});
      database.pragma("cache_size = 1");
      database.exec("BEGIN; CREATE TABLE half (made)");
      const row = database.prepare("INSERT INTO half VALUES (zeroblob(5000))");
      for (let i = 0; i < 50; i++) row.run();
      process.kill(process.pid, "SIGKILL");`;
    expect(spawnSync(process.execPath, ["--input-type=module", "-e", program]).signal).toBe("SIGKILL");
    expect(openIfMade(path)).toBeUndefined();
    expect(lineOf(() => openStore(path, { readonly: true }))).toMatch(/was being made by a process/);
    const made = openStore(path);
    expect(listRuns(made)).toEqual([]);
    made.close();
    expect(openIfMade(path)).toBeDefined();
  });

  it("writes nothing when opened to read", () => {
    const path = join(temporaryFolder(), "run.db");
    openStore(path).close();
    const store = openStore(path, { readonly: true });
    expect(listRuns(store)).toEqual([]);
    expect(lineOf(() => newRun(store))).toMatch(/cannot be written — /);
    store.close();
  });

  it("says who to wait for when another connection keeps the lock", () => {
    const store = temporaryStore();
    const other = new Database(store.path);
    other.exec("BEGIN IMMEDIATE");
    store.prepare("PRAGMA busy_timeout = 50").get();
    expect(lineOf(() => newRun(store))).toMatch(/locked by another process — wait/);
    other.close();
  });
});

describe("a damaged or full disk", () => {
  it("names a damaged file", () => {
    const path = join(temporaryFolder(), "run.db");
    const store = openStore(path);
    generated(store, 200, 4);
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096);
    writeFileSync(path, bytes);
    expect(lineOf(() => listRuns(openStore(path)))).toMatch(/is damaged — /);
  });

  it("keeps every committed batch when the database can grow no more", () => {
    const store = temporaryStore();
    const { examples, candidates } = generated(store, 50, 4);
    const { page_count } = store.prepare<{ page_count: number }>("PRAGMA page_count").get()!;
    store.prepare(`PRAGMA max_page_count = ${page_count + 20}`).get();
    const batch = candidateRows(examples, 50, 4);
    const line = lineOf(() => {
      for (let start = 200; ; start += 200) writeCandidates(store, candidates, start, batch);
    });
    expect(line).toMatch(/the disk is full — .*kept/);
    const committed = countCandidates(store, candidates);
    expect(committed).toBeGreaterThan(200);
    expect(committed % 200).toBe(0);
    store.prepare("PRAGMA max_page_count = 1000000").get();
    writeCandidates(store, candidates, committed, batch);
    expect([...readCandidates(store, candidates)].map(({ position }) => position)).toEqual(
      Array.from({ length: committed + 200 }, (_, i) => i),
    );
  });

  const tiny = (script: string): string[] => [
    "-Urm",
    "sh",
    "-c",
    `mount -t tmpfs -o size=1m tmpfs "$1" && ${script}`,
    "sh",
  ];
  const canMount = spawnSync("unshare", tiny("true").concat("/mnt")).status === 0;

  it.skipIf(!canMount)("keeps every committed batch on a real disk that is full or turns read-only", () => {
    const child = spawnSync(
      "unshare",
      [
        ...tiny(
          `"$2" "$3" "$1/run.db" fill; mount -o remount,ro "$1"; "$2" "$3" "$1/run.db" append; "$2" "$3" "$1/none.db" append;
           mount -o remount,rw,size=8m "$1" && "$2" "$3" "$1/run.db" append`,
        ),
        temporaryFolder(),
        process.execPath,
        join(import.meta.dirname, "disk-child.ts"),
      ],
      { encoding: "utf8" },
    );
    expect(child.stderr).toBe("");
    const [filled, readonly, fresh, resumed] = child.stdout.trim().split("\n");
    expect(filled).toMatch(/the disk is full — .*; \d+ runs$/);
    expect(readonly).toMatch(/run\.db: cannot be (written|opened) — /);
    expect(fresh).toMatch(/none\.db: cannot be (written|opened) — /);
    const runs = Number(/(\d+) runs$/.exec(filled)?.[1]);
    expect(runs).toBeGreaterThan(10);
    expect(resumed).toBe(`appended; ${runs + 1} runs`);
  });
});

describe("several processes", () => {
  it("may open a fresh file at once", () => {
    const path = join(temporaryFolder(), "run.db");
    const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/store.ts"))};
      import { createRun } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/runs.ts"))};
      const store = openStore(process.argv[1]);
      createRun(store, { name: "fresh", version: "0", seed: 1, config: "" });
      store.close();`;
    const shell = `for i in 1 2 3 4; do "$0" --input-type=module -e "$1" "$2" & done; wait`;
    const child = spawnSync("sh", ["-c", shell, process.execPath, script, path], { encoding: "utf8" });
    expect(child.stderr).toBe("");
    const store = temporaryStore(path);
    expect(listRuns(store).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });
});

describe("runs", () => {
  it("keep what they were started with", () => {
    const store = temporaryStore();
    const seed = 2 ** 53 - 1;
    const id = createRun(store, { name: "a", version: "0.1.0", seed, config: "x: 1\n" });
    expect(listRuns(store)).toEqual([
      expect.objectContaining({ id, seed, config: "x: 1\n", status: "running" }),
    ]);
    expect(statSync(store.path).size).toBeGreaterThan(0);
  });
});
