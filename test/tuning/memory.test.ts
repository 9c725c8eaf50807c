import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../cli/child.ts";
import { makeBase } from "./tiny-base.ts";

describe("the memory a tuning is told to take", { timeout: 120_000 }, () => {
  it("is within half of what it takes at most, which is less where layers are computed again", () => {
    const folder = makeBase(join(temporaryFolder(), "base"), "llama3", "F32", {
      ...{ hidden_size: 256, intermediate_size: 768, num_hidden_layers: 8, num_attention_heads: 8 },
      num_key_value_heads: 4,
    });
    const child = join(import.meta.dirname, "memory-child.ts");
    const taken = (how: string): { estimate: number; peak: number } =>
      JSON.parse(execFileSync(process.execPath, [child, folder, "8", "128", how], { encoding: "utf8" }));
    const [kept, again] = [taken("keep"), taken("recompute")];
    for (const { estimate, peak } of [kept, again]) {
      expect(estimate / peak).toBeGreaterThan(1 / 1.5);
      expect(estimate / peak).toBeLessThan(1.5);
    }
    expect(again.peak).toBeLessThan(0.8 * kept.peak);
  });
});
