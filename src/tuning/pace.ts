import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainModel } from "../training/train.ts";
import type { Base } from "./base.ts";
import { type PreparedJob, withWeights } from "./prepare.ts";

/** Seconds of one update, by doing some: the first also makes the graph. Nothing of them is kept. */
export async function secondsOfUpdate(job: PreparedJob, base: Base): Promise<number> {
  const whole = withWeights(job, base);
  const few = await secondsOf(whole, 2);
  if (few.afterFirst !== undefined) return few.afterFirst;
  // So quick that making the graph took most of the time.
  const { total } = await secondsOf(whole, 22);
  return Math.max(0, total - few.total) / 20;
}

/** @returns `afterFirst` of the updates after the first, where that took long enough to be told of */
async function secondsOf(job: PreparedJob, steps: number) {
  const folder = mkdtempSync(join(tmpdir(), "pstar-pace-"));
  const whole = { ...job, options: { ...job.options, steps }, key: "pace", checkpoint: join(folder, "none") };
  let first: number | undefined;
  try {
    const { seconds: total } = await trainModel(whole, {
      onProgress: ({ updates }) => {
        if (updates === 1) first = performance.now();
      },
      checkpointEvery: Number.POSITIVE_INFINITY,
    });
    const isTold = first !== undefined && steps === 2;
    return { total, afterFirst: isTold ? (performance.now() - first!) / 1000 : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
