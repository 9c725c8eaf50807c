import { describe, expect, it } from "vitest";
import { type FoundRun, folded } from "../../src/web/home/folded.ts";

const found = (db: number, id: string, name: string, status = "done") =>
  ({ database: { db }, run: { id, name, status }, key: `${db}.${id}` }) as unknown as FoundRun;

const runs = [
  found(0, "r4", "news"),
  found(1, "r1", "news"),
  found(0, "r3", "news"),
  found(0, "r2", "other"),
  found(0, "r1", "news"),
];
const shown = (...asked: [string[], string[]]) => folded(runs, ...asked).map(({ found: { key } }) => key);

describe("runs repeated under one name", () => {
  it("stand under the newest of their database, counted", () => {
    const list = folded(runs, [], []);
    expect(list.map(({ found: { key }, earlier }) => [key, earlier?.count])).toEqual([
      ["0.r4", 2],
      ["1.r1", undefined],
      ["0.r2", undefined],
    ]);
    expect(list[0]!.earlier).toEqual({ count: 2, isOpen: false, key: "0.r1" });
  });

  it("are all there once unfolded, and keep their key when a newer one comes", () => {
    expect(shown(["0.r1"], [])).toEqual(["0.r4", "0.r3", "0.r1", "1.r1", "0.r2"]);
    const more = folded([found(0, "r5", "news"), ...runs], ["0.r1"], []);
    expect(more[0]!.earlier).toEqual({ count: 3, isOpen: true, key: "0.r1" });
  });

  it("are seen where they are ticked or still running", () => {
    expect(shown([], ["0.r3"])).toEqual(["0.r4", "0.r3", "1.r1", "0.r2"]);
    const running = [found(0, "r2", "news"), found(0, "r1", "news", "running")];
    expect(folded(running, [], []).map(({ found: { key } }) => key)).toEqual(["0.r2", "0.r1"]);
  });
});
