import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appendLabel, writeDesign } from "../../src/datasets/label-file.ts";
import { planCuration } from "../../src/pipeline/index.ts";
import { appendHandLabel, openStore, readLabels, rowId } from "../../src/store/index.ts";
import { temporaryFolder } from "../store/temporary.ts";
import {
  candidatesIn,
  configOf,
  curated,
  curation,
  drawLines,
  fields,
  ofStage,
  writeLines,
} from "./curated.ts";

const select = { by: "judge", selector: { kind: "top-share", fraction: 0.5 } };

/** Gives labels to rows of the file, by their place in it. */
function label(
  db: string,
  labels: readonly (readonly [row: number, value: number | null])[],
  drawn = true,
): void {
  const imported = ofStage(db, "import", (_, { id }) => id);
  const store = openStore(db);
  for (const [row, value] of labels)
    appendHandLabel(store, { candidate: rowId(imported, row), value, drawn });
  store.close();
}

/** Labels of the file's rows as a run's estimates had them, with who gave them. */
const labelsIn = (db: string, kind: "import" | "label") =>
  ofStage(db, kind, (store, { id }) => {
    const sources = store
      .prepare<{ source: string }>("SELECT source FROM labels WHERE stage_id = ? ORDER BY candidate_id")
      .all(id);
    const { positions, values, weights } = readLabels(store, id);
    return new Map(
      Array.from(positions, (at, i) => [
        at,
        { value: values[i], weight: weights[i], source: sources[i]!.source },
      ]),
    );
  });

describe("labels given by hand between two runs of a curation", () => {
  it("count in the next one's estimates, as if the file had held them", async () => {
    const folder = temporaryFolder();
    const lines = drawLines(3, 20);
    const rows = candidatesIn(lines);
    const file = writeLines(folder, lines);
    const written = curation(file, { select });
    const db = join(folder, "rows.db");
    const before = await curated(written, folder);

    const unlabelled = [...rows.keys()].filter((row) => rows[row]!.ok === null).slice(0, 12);
    const given = unlabelled.map((row, i) => [row, i % 3 === 0 ? 0 : 1] as const);
    label(db, given);
    const after = await curated(written, folder);
    expect(after.done.map((stage) => stage.split(":")[0])).toEqual(["label", "estimate"]);
    expect(after.selection!.estimate!.labels).toBe(before.selection!.estimate!.labels + 12);
    expect(after.selection!.kept).toBe(before.selection!.kept);

    // The same labels in the file itself.
    let next = 0;
    const labelled = lines.map((line) => {
      const answers = [line.answer].flat().length;
      const from = next;
      next += answers;
      const of = (row: number) => given.find(([at]) => at === row)?.[1] ?? rows[row]!.ok;
      return {
        ...line,
        ok: answers === 1 ? of(from) : Array.from({ length: answers }, (_, k) => of(from + k)),
      };
    });
    const whole = await curated(curation(writeLines(folder, labelled, "whole.jsonl"), { select }), folder, {
      db: join(folder, "whole.db"),
    });
    expect(after.selection!.estimate).toEqual(whole.selection!.estimate);
    expect(after.estimate!.verifiers).toEqual(whole.estimate!.verifiers);

    const again = await curated(written, folder);
    expect(again.done).toEqual([]);
    expect(again.selection!.estimate).toEqual(after.selection!.estimate);
  });

  it("take the place of the file's and of those beside it, and its weight; taken back they give it up", async () => {
    const folder = temporaryFolder();
    const lines = drawLines(4, 20).map((line, i) => ({
      ...line,
      ...([line.answer].flat().length === 1 && { ok: i % 2, weight: 1 + (i % 3) }),
    }));
    const rows = candidatesIn(lines);
    const source = { labels: "more.jsonl", fields: { ...fields, weight: "weight" } };
    const file = writeLines(folder, lines);
    const single = [...rows.keys()].filter((row) => !rows[row]!.id.includes("."));
    const open = [...rows.keys()].filter((row) => rows[row]!.ok === null).slice(0, 1);
    writeLines(folder, [{ id: rows[single[0]!]!.id, label: 0.5 }], "more.jsonl");
    const written = curation(file, { select }, source);
    const db = join(folder, "rows.db");
    await curated(written, folder);
    const before = labelsIn(db, "label");

    const changed = [single[0]!, single[1]!, ...open];
    label(
      db,
      changed.map((row) => [row, 0.25]),
    );
    await curated(written, folder);
    const after = labelsIn(db, "label");
    for (const row of rows.keys()) {
      if (!changed.includes(row)) expect(after.get(row)).toEqual(before.get(row));
      else
        expect(after.get(row)).toEqual({
          value: 0.25,
          weight: before.get(row)?.weight ?? 1,
          source: "by hand",
        });
    }
    label(
      db,
      changed.map((row) => [row, null]),
    );
    expect((await curated(written, folder)).done).toEqual([]);
    expect(labelsIn(db, "label").size).toBeGreaterThan(0);
  });

  it("do not count where the eye chose the row", async () => {
    const folder = temporaryFolder();
    const written = curation(writeLines(folder, drawLines(5, 12)), { select });
    await curated(written, folder);
    label(
      join(folder, "rows.db"),
      [
        [0, 1],
        [1, 0],
      ],
      false,
    );
    const { done } = await curated(written, folder);
    expect(done).toEqual([]);
  });

  it("are weighed with those beside the file by the design that these were drawn by", async () => {
    const folder = temporaryFolder();
    const lines = drawLines(6, 20).map((line) => ({ ...line, ok: null }));
    const rows = candidatesIn(lines);
    const file = writeLines(folder, lines);
    const beside = rows.slice(0, 40).map(({ id }, i) => ({ id, label: i % 2 }));
    const labels = join(folder, "more.jsonl");
    writeDesign(labels, { score: "judge", cuts: [0.5] }, []);
    for (const one of beside) appendLabel(labels, one);
    const written = curation(file, { select }, { labels: "more.jsonl" });
    const before = await curated(written, folder);
    label(join(folder, "rows.db"), [
      [50, 1],
      [51, 0],
    ]);
    const after = await curated(written, folder);
    expect(after.selection!.estimate!.labels).toBe(before.selection!.estimate!.labels + 2);
    for (const [i, id] of [rows[50]!.id, rows[51]!.id].entries()) appendLabel(labels, { id, label: 1 - i });
    const whole = await curated(written, folder, { db: join(folder, "whole.db") });
    expect(after.selection!.estimate).toEqual(whole.selection!.estimate);
  });

  it("are known to a plan of what there is to do, which makes no database", async () => {
    const folder = temporaryFolder();
    const written = curation(writeLines(folder, drawLines(7, 12)), { select });
    const db = join(folder, "rows.db");
    const plan = async () =>
      (await planCuration(configOf(written), { db, folder, through: "select" }))
        .filter(({ status }) => status !== "done")
        .map(({ kind }) => kind);
    expect(await plan()).not.toContain("label");
    expect(existsSync(db)).toBe(false);
    await curated(written, folder);
    expect(await plan()).toEqual([]);
    label(db, [[2, 1]]);
    expect(await plan()).toEqual(["label", "estimate"]);
  });
});
