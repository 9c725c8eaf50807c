import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { listRuns, listStages } from "../../src/store/index.ts";
import { resultOf, start, success, undisturbed } from "./process.ts";
import {
  contents,
  damage,
  edited,
  lasting,
  lastingFolder,
  pipelineFile,
  reading,
  runText,
  tiny,
} from "./tiny.ts";

const text = edited(
  tiny,
  ["steps: 150", "steps: 40"],
  ["  - { kind: oracle }\n", ""],
  ["steps: 100", "steps: 10"],
);
/** The same but for one verifier. */
const other = edited(text, ["name: tiny", "name: other"], ["noise: 0.5", "noise: 0.7"]);

const folder = lastingFolder();
let alone: Awaited<ReturnType<typeof undisturbed>>;

beforeAll(async () => {
  alone = await undisturbed(folder, text);
});

describe("two runs on one database at once", () => {
  it("of one file do the same work, and both end well", async () => {
    const db = join(folder, "same.db");
    const ends = await Promise.all([start(alone.file, db).ended, start(alone.file, db).ended]);
    for (const end of ends) {
      expect(end).toMatchObject(success);
      expect(resultOf(end)).toEqual(alone.result);
    }
    expect(contents(db)).toEqual(alone.contents);
    expect(damage(db)).toEqual([]);
    const runs = reading(db, listRuns);
    expect(runs.map(({ status }) => status)).toEqual(["done", "done"]);
  });

  it("of two files share what they have in common, and each gets its own results", async () => {
    const db = join(folder, "different.db");
    const otherFile = pipelineFile(folder, other, "other.yaml");
    const [mine, theirs] = await Promise.all([start(alone.file, db).ended, start(otherFile, db).ended]);
    expect(mine).toMatchObject(success);
    expect(theirs).toMatchObject(success);
    expect(resultOf(mine)).toEqual(alone.result);
    const expected = await runText(other, join(folder, "other.db"));
    expect(resultOf(theirs)).toEqual(lasting(expected));
    const stages = reading(db, (store) => listRuns(store).map(({ id }) => listStages(store, id)));
    const keys = stages.map((list) => new Set(list.map(({ key }) => key)));
    const shared = [...keys[0]!].filter((key) => keys[1]!.has(key));
    expect(shared.length).toBeGreaterThan(10);
    expect(shared.length).toBeLessThan(keys[0]!.size);
    expect(damage(db)).toEqual([]);
  });
});
