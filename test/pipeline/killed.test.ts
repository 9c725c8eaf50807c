import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { stageTitle } from "../../src/pipeline/stage.ts";
import { createRandom } from "../../src/random/generator.ts";
import { listRuns, listStages, openIfMade, type Stage, type Store } from "../../src/store/index.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { resultOf, start, success, undisturbed } from "./process.ts";
import { contents, damage, edited, latestRun, reading, tiny } from "./tiny.ts";

const text = edited(
  tiny,
  ["real: 600, synthesis: 300, calibration: 60", "real: 2000, synthesis: 800, calibration: 200"],
  ["steps: 150", "steps: 40"],
  ["  - { kind: oracle }\n", ""],
  ["steps: 100", "steps: 20"],
);

/** What a database holds so far; nothing where it is not made yet. */
function looked<T>(db: string, look: (store: Store) => T): T | undefined {
  const store = openIfMade(db);
  try {
    return store && look(store);
  } finally {
    store?.close();
  }
}

const runsIn = (db: string): number => looked(db, (store) => listRuns(store).length) ?? 0;
const begunIn = (db: string): string[] =>
  looked(db, (store) => listStages(store, latestRun(store)).map(stageTitle)) ?? [];

/** When a run is killed. */
interface Moment {
  readonly isCome: (db: string, runsBefore: number) => boolean;
  /** Milliseconds from then. */
  readonly later: number;
}

const databaseIsThere: Moment = { isCome: (db) => existsSync(db), later: 0 };

const within = (stage: Stage, share: number): Moment => ({
  isCome: (db, runsBefore) => runsIn(db) > runsBefore && begunIn(db).includes(stageTitle(stage)),
  later: 1000 * share * stage.seconds!,
});

/** The first stage of each kind, and of those that train the first student's, too. */
function oneOfEach(stages: readonly Stage[]): Stage[] {
  const kindOf = ({ kind, name }: Stage) => (name.startsWith("student") ? `${kind} a student` : kind);
  return [...new Map(stages.toReversed().map((stage) => [kindOf(stage), stage])).values()].reverse();
}

it("killed as its database is made and in every kind of stage, and started again, a run leaves what an undisturbed one does", {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const alone = await undisturbed(folder, text);
  const random = createRandom(20);
  const stages = oneOfEach(reading(alone.db, (store) => listStages(store, latestRun(store))));
  expect(stages.length).toBeGreaterThanOrEqual(9);
  const left = [databaseIsThere, ...stages.map((stage) => within(stage, random.uniform()))];
  // Where a kill comes too late, the run is done: the next one starts anew.
  for (let database = 0; left.length > 0; database++) {
    const db = join(folder, `killed-${database}.db`);
    let isDone = false;
    while (!isDone) {
      const [moment] = left;
      const runsBefore = runsIn(db);
      const { child, ended } = start(alone.file, db);
      if (moment !== undefined) {
        while (child.exitCode === null && !moment.isCome(db, runsBefore)) await setTimeout(5);
        await Promise.race([ended, setTimeout(moment.later)]);
        child.kill("SIGKILL");
      }
      const end = await ended;
      isDone = end.signal !== "SIGKILL";
      if (isDone) {
        expect(end).toMatchObject(success);
        expect(resultOf(end)).toEqual(alone.result);
      } else left.shift();
    }
    expect(contents(db)).toEqual(alone.contents);
    expect(damage(db)).toEqual([]);
  }
});
