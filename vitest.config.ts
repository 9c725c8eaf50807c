import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two workers on two cores: each test that trains uses one thread.
    maxWorkers: 2,
    pool: "forks",
  },
});
