import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The many processes that tests start, and vitest's own, compile the same modules: once is enough.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url));

/** For whatever has to come in the end, on a machine that has much else to do: no test depends on speed. */
const PATIENCE = 180_000;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: PATIENCE,
    hookTimeout: PATIENCE,
    expect: { poll: { timeout: PATIENCE / 3 } },
    // Two workers on two cores: each test that trains uses one thread.
    maxWorkers: 2,
    pool: "forks",
  },
});
