import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../src/pipeline/in-order.ts";

async function all<Result>(results: AsyncIterable<Result>): Promise<Result[]> {
  const found: Result[] = [];
  for await (const result of results) found.push(result);
  return found;
}

/** Work of as many milliseconds as asked for; counts what is under way. */
function stretches(milliseconds: (start: number) => number, fails: (start: number) => boolean = () => false) {
  const seen = { underWay: 0, most: 0 };
  const work = async (start: number): Promise<string> => {
    seen.most = Math.max(seen.most, ++seen.underWay);
    await setTimeout(milliseconds(start));
    seen.underWay--;
    if (fails(start)) throw new Error(`fails at ${start}`);
    return `from ${start}`;
  };
  return { seen, work };
}

describe("work in order", () => {
  it("gives its results in order, as many at once as asked for", async () => {
    const { seen, work } = stretches((start) => 60 - start);
    const results = await all(inOrder(20, 55, 10, 3, work));
    expect(results).toEqual([20, 30, 40, 50].map((start) => ({ start, result: `from ${start}` })));
    expect(seen).toEqual({ underWay: 0, most: 3 });
  });

  it("leaves nothing under way when its reader stops early", async () => {
    const { seen, work } = stretches((start) => 10 + 2 * start);
    for await (const { start } of inOrder(0, 50, 10, 3, work)) {
      expect(start).toBe(0);
      expect(seen.underWay).toBeGreaterThan(0);
      break;
    }
    expect(seen.underWay).toBe(0);
  });

  it("fails with the first stretch that does, and leaves nothing under way", async () => {
    const { seen, work } = stretches(
      (start) => 60 - start,
      (start) => start >= 10,
    );
    await expect(all(inOrder(0, 50, 10, 4, work))).rejects.toThrow("fails at 10");
    expect(seen.underWay).toBe(0);
  });
});
