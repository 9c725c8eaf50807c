import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { writeCandidates } from "../../src/store/candidates.ts";
import { appendHandLabel, readHandLabel, readHandLabels } from "../../src/store/hand-labels.ts";
import { publicId, rowId } from "../../src/store/ids.ts";
import { listRuns } from "../../src/store/runs.ts";
import { migrations } from "../../src/store/schema.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { trace } from "../../src/store/trace.ts";
import { candidateRows, generated, newRun } from "./made.ts";
import { temporaryFolder, temporaryStore } from "./temporary.ts";

const asLists = (store: Store, stage: number) => {
  const { positions, values, drawn } = readHandLabels(store, stage);
  return { positions: [...positions], values: [...values], drawn: [...drawn] };
};

/** A database as an earlier version left it. */
function ofVersion(version: number): string {
  const path = join(temporaryFolder(), "old.db");
  const database = new Database(path);
  for (const sql of migrations.slice(0, version)) database.exec(sql);
  database.pragma(`user_version = ${version}`);
  database.pragma(`application_id = ${0x70737472}`);
  database.close();
  return path;
}

describe("labels by hand", () => {
  it("are what was said last of each candidate, and drawn once they were drawn", () => {
    const store = temporaryStore();
    const { candidates } = generated(store, 10, 2);
    const random = createRandom(1);
    const said = new Map<number, { value: number | null; drawn: boolean }>();
    for (let i = 0; i < 200; i++) {
      const position = random.integer(20);
      const value = random.uniform() < 0.3 ? null : random.uniform();
      const drawn = random.uniform() < 0.3;
      appendHandLabel(store, { candidate: rowId(candidates, position), value, drawn });
      said.set(position, { value, drawn: drawn || (said.get(position)?.drawn ?? false) });
      const stands = [...said].filter(([, one]) => one.value !== null).sort(([a], [b]) => a - b);
      expect(asLists(store, candidates)).toEqual({
        positions: stands.map(([at]) => at),
        values: stands.map(([, one]) => one.value),
        drawn: stands.map(([, one]) => Number(one.drawn)),
      });
      const now = said.get(position)!;
      const stated = readHandLabel(store, rowId(candidates, position));
      expect(stated?.value ?? null).toBe(now.value);
      if (stated !== undefined) expect(stated.drawn).toBe(Number(now.drawn));
    }
    const { entries } = store
      .prepare<{ entries: number }>("SELECT count(*) AS entries FROM hand_labels")
      .get()!;
    expect(entries).toBe(200);
  });

  it("are of one stage's candidates alone", () => {
    const store = temporaryStore();
    const { run, examples, candidates } = generated(store);
    const other = store.prepare<{ id: number }>("SELECT max(id) + 1 AS id FROM stages").get()!.id;
    store
      .prepare(
        `INSERT INTO stages (id, key, kind, name, version, options, started_at)
         VALUES (?, 'other', 'generate', 'other', 1, '{}', '')`,
      )
      .run(other);
    store.prepare("INSERT INTO stage_inputs VALUES (?, 'examples', ?)").run(other, examples);
    store.prepare("INSERT INTO run_stages VALUES (?, ?)").run(run, other);
    writeCandidates(store, other, 0, candidateRows(examples, 4, 2));
    appendHandLabel(store, { candidate: rowId(candidates, 7), value: 1, drawn: true });
    appendHandLabel(store, { candidate: rowId(other, 0), value: 0, drawn: true });
    expect(asLists(store, candidates).positions).toEqual([7]);
    expect(asLists(store, other).positions).toEqual([0]);
  });

  it("are told by a trace of the candidate", () => {
    const store = temporaryStore();
    const { candidates } = generated(store);
    const facts = (): unknown => {
      const { root, nodes } = trace(store, publicId("candidate", rowId(candidates, 2)));
      return nodes.find(({ id }) => id === root)!.facts.byHand;
    };
    expect(facts()).toBeUndefined();
    appendHandLabel(store, { candidate: rowId(candidates, 2), value: 0.25, drawn: false });
    expect(facts()).toEqual({ label: 0.25, drawn: false, at: expect.stringMatching(/^\d{4}-.*Z$/) });
    appendHandLabel(store, { candidate: rowId(candidates, 2), value: null, drawn: false });
    expect(facts()).toBeUndefined();
  });

  it("are refused of candidates that are not there or have no output, and out of range", () => {
    const store = temporaryStore();
    const { candidates, examples } = generated(store);
    writeCandidates(store, candidates, 8, [
      { exampleId: rowId(examples, 0), sample: 2, output: null, error: "timed out" },
    ]);
    const label = (position: number, value: number) => () =>
      appendHandLabel(store, { candidate: rowId(candidates, position), value, drawn: true });
    expect(label(9, 1)).toThrow(/no candidate c2-9/);
    expect(label(8, 1)).toThrow(/c2-8 has no output/);
    expect(label(0, 1.5)).toThrow();
    expect(asLists(store, candidates).positions).toEqual([]);
  });
});

describe("a database from before there were labels by hand", () => {
  it("is read as one without any, and by the same reader with those that are given then", () => {
    const path = ofVersion(3);
    const reader = openStore(path, { readonly: true });
    expect(listRuns(reader)).toEqual([]);
    expect(asLists(reader, 2).positions).toEqual([]);
    const writer = openStore(path);
    const { candidates } = generated(writer);
    expect(asLists(reader, candidates).positions).toEqual([]);
    appendHandLabel(writer, { candidate: rowId(candidates, 3), value: 1, drawn: true });
    expect(asLists(reader, candidates).positions).toEqual([3]);
    expect(writer.prepare("PRAGMA user_version").get()).toEqual({ user_version: migrations.length });
    expect(writer.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
    writer.close();
    reader.close();
  });

  it("keeps its rows", () => {
    const path = ofVersion(3);
    const database = new Database(path);
    database
      .prepare(
        "INSERT INTO runs (name, version, seed, config, config_hash, started_at) VALUES ('old', '0', 1, '', '', '')",
      )
      .run();
    database.close();
    const store = temporaryStore(path);
    expect(listRuns(store).map(({ name }) => name)).toEqual(["old"]);
  });

  it("is refused by a reader where it is older than that", () => {
    expect(() => openStore(ofVersion(2), { readonly: true })).toThrow(/has schema 2, this pstar needs/);
  });
});

describe("a process killed between labels", () => {
  it("leaves every label that it reported, and a whole database", async () => {
    const path = join(temporaryFolder(), "run.db");
    const store = temporaryStore(path);
    const { candidates } = generated(store, 500, 2);
    const from = (file: string): string => JSON.stringify(join(import.meta.dirname, "../../src/store", file));
    const script = `import { appendHandLabel } from ${from("hand-labels.ts")};
      import { openStore } from ${from("store.ts")};
      import { writeSync } from "node:fs";
      const store = openStore(process.argv[1]);
      for (let i = 0; i < 1000; i++) {
        appendHandLabel(store, { candidate: Number(process.argv[2]) + i, value: i % 2, drawn: true });
        writeSync(1, i + "\\n");
      }`;
    const child = spawn(process.execPath, [
      "--input-type=module",
      "-e",
      script,
      path,
      String(rowId(candidates, 0)),
    ]);
    let out = "";
    child.stdout.on("data", (data) => {
      out += data;
      if (out.split("\n").length > 20) child.kill("SIGKILL");
    });
    const others = Array.from({ length: 20 }, (_, i) => newRun(store, `meanwhile ${i}`));
    await once(child, "exit");
    const reported = out.split("\n").length - 1;
    const { positions, values } = asLists(store, candidates);
    expect(positions.length).toBeGreaterThanOrEqual(reported);
    expect(positions.length).toBeLessThan(1000);
    expect(positions).toEqual(positions.map((_, i) => i));
    expect(values).toEqual(positions.map((i) => i % 2));
    expect(listRuns(store).length).toBe(others.length + 1);
    expect(store.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  });
});
