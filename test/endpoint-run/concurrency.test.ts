import { expect, it, onTestFinished } from "vitest";
import { startServer } from "../endpoint/server.ts";
import { project, start } from "./project.ts";

it("keeps a slow server busy with as many requests as it may, and never one more", async () => {
  const server = await startServer({ latency: 100 });
  onTestFinished(() => server.close());
  const made = project(server.url, { synthesis: 12, calibration: 4, test: 2 });
  // One verb after the other: the generator first, then the judge.
  for (const verb of ["generate", "verify"]) {
    server.stats.mostAtOnce = 0;
    const before = server.stats.requests;
    expect(await start([verb, made.file, "--db", made.db, "-j", "4"]).ended).toMatchObject({ code: 0 });
    expect(server.stats.requests - before).toBe(32);
    expect(server.stats.mostAtOnce).toBe(4);
  }
});
