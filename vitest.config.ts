import { defineConfig } from "vitest/config";

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
