import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { resultOf, start, success, undisturbed } from "./process.ts";
import { contents, damage, edited, tiny } from "./tiny.ts";

/** As long at its rows as at its trainings. */
const text = edited(
  tiny,
  ["real: 600, synthesis: 300, calibration: 60", "real: 5000, synthesis: 1200, calibration: 300"],
  ["steps: 150", "steps: 40"],
  ["steps: 100", "steps: 20"],
);

it("killed at twenty random moments and started again, a run leaves what an undisturbed one does", {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const alone = await undisturbed(folder, text);
  const random = createRandom(20);
  // From before the database is opened to past the longest stage, so that kills fall into all stages in turn.
  const moment = () => alone.milliseconds * (0.05 + 0.5 * random.uniform());
  let kills = 0;
  for (let database = 0; kills < 20; database++) {
    const db = join(folder, `killed-${database}.db`);
    for (;;) {
      const { child, ended } = start(alone.file, db);
      if (kills < 20) {
        await Promise.race([ended, setTimeout(moment())]);
        child.kill("SIGKILL");
      }
      const end = await ended;
      if (end.signal === "SIGKILL") {
        kills++;
        continue;
      }
      expect(end).toMatchObject(success);
      expect(resultOf(end)).toEqual(alone.result);
      break;
    }
    expect(contents(db)).toEqual(alone.contents);
    expect(damage(db)).toEqual([]);
  }
});
