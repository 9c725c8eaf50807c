import { describe, expect, it } from "vitest";
import { createMemo } from "../../src/server/memo.ts";

describe("a memo", () => {
  it("shares one computation among equal questions asked at once, and keeps it", async () => {
    const memo = createMemo<number>(4);
    let computed = 0;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return ++computed;
    };
    expect(await Promise.all([memo(["a", 1], slow), memo(["a", 1], slow), memo(["a1"], slow)])).toEqual([
      1, 1, 2,
    ]);
    expect(await memo(["a", 1], slow)).toBe(1);
    expect(computed).toBe(2);
  });

  it("forgets failures, whether thrown or rejected", async () => {
    const memo = createMemo<number>(4);
    const wrong = () => {
      throw new Error("no");
    };
    await expect(memo(["a"], wrong)).rejects.toThrow("no");
    await expect(memo(["a"], async () => wrong())).rejects.toThrow("no");
    expect(await memo(["a"], () => 7)).toBe(7);
  });

  it("keeps as many as it may, those used last", async () => {
    const memo = createMemo<number>(2);
    let computed = 0;
    const next = () => ++computed;
    await memo(["a"], next);
    await memo(["b"], next);
    await memo(["a"], next);
    await memo(["c"], next);
    expect([await memo(["a"], next), await memo(["c"], next), await memo(["b"], next)]).toEqual([1, 3, 4]);
  });
});
