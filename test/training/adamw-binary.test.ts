import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { assembledModule } from "../../scripts/assemble.ts";

it("the assembled optimiser is that of its source text", async () => {
  const committed = readFileSync(new URL("../../src/training/adamw-binary.ts", import.meta.url), "utf8");
  expect(committed).toBe(await assembledModule("training/adamw"));
});
