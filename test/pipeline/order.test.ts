import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../store/temporary.ts";
import { contents, edited, lasting, runText, tiny } from "./tiny.ts";

const text = edited(tiny, ["steps: 150", "steps: 40"], ["steps: 100", "steps: 10"]);

describe("a run's rows", () => {
  it("are the same however many trainings go on at once", async () => {
    const folder = temporaryFolder();
    const short = edited(text, ["  - { kind: oracle }\n", ""]);
    const [one, two] = [1, 2].map((concurrency) => `${short}concurrency: ${concurrency}\n`);
    const [inTurn, together] = [join(folder, "one.db"), join(folder, "two.db")];
    const first = await runText(one!, inTurn);
    const second = await runText(two!, together);
    expect(lasting(second)).toEqual(lasting(first));
    expect(contents(together)).toEqual(contents(inTurn));
  });

  it("are the same for a verifier whatever stands beside it", async () => {
    const folder = temporaryFolder();
    const [both, single] = [join(folder, "both.db"), join(folder, "single.db")];
    const alone = edited(text, ["  - { kind: oracle }\n", ""]);
    await runText(text, both, { through: "estimate" });
    await runText(alone, single, { through: "estimate" });
    expect(contents(both)).toMatchObject(contents(single));
  });

  it("do not depend on how many others there are", async () => {
    const folder = temporaryFolder();
    const [few, many] = [join(folder, "few.db"), join(folder, "many.db")];
    await runText(text, few, { through: "verify" });
    await runText(edited(text, ["synthesis: 300", "synthesis: 700"]), many, { through: "verify" });
    const stages = (db: string) => new Map(Object.values(contents(db)).map((stage) => [stage.title, stage]));
    const [less, more] = [stages(few), stages(many)];
    const start = (title: string) => {
      const { examples, candidates, scores } = less.get(title)!;
      const longer = more.get(title)!;
      expect(longer.examples.slice(0, examples.length)).toEqual(examples);
      expect(longer.candidates.slice(0, candidates.length).map(unplaced)).toEqual(candidates.map(unplaced));
      expect(longer.scores?.score.slice(0, scores?.score.length)).toEqual(scores?.score);
      return examples.length + candidates.length + (scores?.score.length ?? 0);
    };
    expect(start("examples: synthesis")).toBe(300);
    expect(start("generate: synthesis")).toBe(1200);
    expect(start("verify: synthesis by oracle")).toBe(1200);
    expect(start("verify: synthesis by noisy-oracle")).toBe(1200);
  });
});

/** A candidate without the key of its examples' stage. */
const unplaced = ({ of, ...candidate }: { readonly of: readonly unknown[] }) => ({ ...candidate, of: of[1] });
