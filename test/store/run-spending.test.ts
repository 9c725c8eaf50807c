import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import {
  beginStage,
  createRun,
  openStore,
  readRunSpending,
  readSpending,
  recordCall,
} from "../../src/store/index.ts";

it("sums what a run's stages asked, on the way and at the end, and nothing of other runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "pstar-spending-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = openStore(join(folder, "calls.db"));
  onTestFinished(() => store.close());
  const runs = [1, 2].map(() => createRun(store, { name: "one", version: "1", seed: 1, config: "" }));
  const stages = runs.map((runId) =>
    ["a", "b"].map((name) => {
      const plan = { kind: "generate", name, version: 1, options: {}, inputs: [] };
      return beginStage(store, { ...plan, key: `${runId}${name}`, runId }).id;
    }),
  );
  expect(readRunSpending(store, runs[0]!, 200)).toEqual({
    ...readSpending(store, stages[0]![0]!),
    overTime: [],
  });

  const random = createRandom(1);
  const calls = Array.from({ length: 700 }, (_, i) => ({
    key: `k${i}`,
    stage: stages[random.integer(2)]![random.integer(2)]!,
    inputTokens: random.uniform() < 0.1 ? null : random.integer(100),
    outputTokens: random.uniform() < 0.1 ? null : random.integer(100),
    cost: random.uniform() < 0.1 ? null : random.integer(8),
    at: new Date(1e12 + 1000 * random.integer(400)).toISOString(),
  }));
  const date = store.prepare("UPDATE calls SET created_at = ? WHERE key = ?");
  for (const { key, stage, at, ...used } of calls) {
    const outcome = { status: 200, response: "{}", error: null, attempts: 1, latencySeconds: 1 };
    recordCall(store, stage, { key, ...outcome, ...used });
    date.run(at, key);
  }

  runs.forEach((run, r) => {
    const own = calls.filter(({ stage }) => stages[r]!.includes(stage));
    for (const moments of [1, 7, 200, 10_000]) {
      const { overTime, ...spending } = readRunSpending(store, run, moments);
      const [first, second] = stages[r]!.map((stage) => readSpending(store, stage));
      expect(spending).toEqual(
        Object.fromEntries(
          Object.entries(first!).map(([what, sum]) => [what, sum + second![what as keyof typeof second]]),
        ),
      );
      expect(overTime.length).toBeLessThanOrEqual(moments);
      expect(overTime.map(({ at }) => at)).toEqual([...new Set(overTime.map(({ at }) => at))].sort());
      const { at } = overTime.at(-1)!;
      expect(at).toBe(
        own
          .map((call) => call.at)
          .sort()
          .at(-1),
      );
      for (const { tokens, cost } of overTime.slice(-1)) {
        expect(tokens).toBe(
          own.reduce((sum, one) => sum + (one.inputTokens ?? 0) + (one.outputTokens ?? 0), 0),
        );
        expect(cost).toBe(own.reduce((sum, one) => sum + (one.cost ?? 0), 0));
      }
      if (moments < own.length) continue;
      for (const moment of overTime) {
        const before = own.filter((one) => one.at <= moment.at);
        expect(moment.cost).toBe(before.reduce((sum, one) => sum + (one.cost ?? 0), 0));
      }
    }
  });
});
