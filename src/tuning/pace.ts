import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchesByLength } from "../training/batches.ts";
import { objectiveOf } from "../training/parameters.ts";
import { trainModel } from "../training/train.ts";
import type { Base } from "./base.ts";
import { sequencesOf, tokenRowsOf } from "./data.ts";
import type { Encoded } from "./encode.ts";
import { type PreparedJob, withWeights } from "./prepare.ts";

/** Updates done to time them: more where so few take less than `enough` seconds. */
const tries = [3, 13, 133];
const enough = 0.25;

/** A pass without gradient, as a share of one with: that costs a forward pass, and a backward one of two such. */
const forwardShare = 1 / 3;

/** What a training is expected to take. */
export interface Pace {
  readonly secondsPerUpdate: number;
  /** Looks at validation lessons. */
  readonly looks: number;
  /** Of all updates and looks, where patience does not end them earlier; making graphs is left out. */
  readonly seconds: number;
}

/**
 * Does some updates on this machine and reckons the rest from them. Nothing of them is kept.
 * @param lessons that the job learns; of pairs, chosen and rejected answers in turn
 */
export async function measurePace(job: PreparedJob, base: Base, lessons: readonly Encoded[]): Promise<Pace> {
  const secondsPerUpdate = await secondsOfUpdate(job, base, lessons);
  const { steps, accumulate } = job.options;
  const { looks, passes } = forwardPasses(job, lessons);
  const seconds = secondsPerUpdate * (steps + (forwardShare * passes) / accumulate);
  return { secondsPerUpdate, looks, seconds };
}

/** Looks at validation lessons, and the passes without gradient of these and of what is known before the first update. */
export function forwardPasses(job: PreparedJob, lessons: readonly Encoded[]) {
  const { steps, batchSize } = job.options;
  const { validation } = objectiveOf({ ...job, key: "pace", checkpoint: "" });
  const inLook = validation === undefined ? 0 : Array.from(validation()).length;
  const looks = job.validation === undefined ? 0 : 1 + Math.ceil(steps / job.validation.evaluateEvery);
  const before = "preference" in job ? Math.ceil(lessons.length / 2 / batchSize) + inLook : 0;
  return { looks, passes: looks * inLook + before };
}

/**
 * Seconds of one update on lessons of a common length; making its graph is not among them, nor are looks at validation lessons.
 */
async function secondsOfUpdate(job: PreparedJob, base: Base, lessons: readonly Encoded[]): Promise<number> {
  const common = withWeights(commonUpdate(job, lessons), base);
  let pace = 0;
  for (const updates of tries) {
    const timed = await timeUpdates(common, updates);
    pace = timed.seconds / timed.updates;
    if (timed.seconds >= enough) break;
  }
  return pace;
}

/**
 * The job without validation. Where lessons of other lengths need other graphs it learns those of one update alone, over and over:
 * the one whose longest is nearest to the mean of all updates' longest.
 */
export function commonUpdate(
  { validation: _, ...job }: PreparedJob,
  lessons: readonly Encoded[],
): PreparedJob {
  const isPair = "preference" in job;
  const isCausal = "causal" in job;
  if (isCausal && !isPair) return job;
  const lengthOf = ({ given, learnt }: Encoded): number => given.length + (isCausal ? learnt.length : 0);
  const rows = Array.from({ length: lessons.length / (isPair ? 2 : 1) }, (_, i) =>
    isPair ? [lessons[2 * i]!, lessons[2 * i + 1]!] : [lessons[i]!],
  );
  const lengths = rows.map((row) => Math.max(...row.map(lengthOf)));
  const { batchSize, accumulate } = job.options;
  const update = commonRows(lengths, batchSize * accumulate).flatMap((row) => rows[row]!);
  return isCausal ? { ...job, data: sequencesOf(update) } : { ...job, data: tokenRowsOf(update, job.config) };
}

/** The rows of an update, some of them repeated where there are fewer. */
function commonRows(lengths: readonly number[], perUpdate: number): number[] {
  const updates = batchesByLength(lengths, perUpdate);
  const longest = updates.map((rows) => lengths[rows.at(-1)!]!);
  const mean = longest.reduce((sum, length) => sum + length, 0) / longest.length;
  const distances = longest.map((length) => Math.abs(length - mean));
  const common = updates[distances.indexOf(Math.min(...distances))]!;
  return Array.from({ length: perUpdate }, (_, i) => common[i % common.length]!);
}

/** What updates took after the first that was told of, which is once the graph is made; all of them where none was before the last. */
async function timeUpdates(job: PreparedJob, steps: number) {
  const folder = mkdtempSync(join(tmpdir(), "pstar-pace-"));
  const whole = { ...job, options: { ...job.options, steps }, key: "pace", checkpoint: join(folder, "none") };
  const told: { updates: number; at: number }[] = [];
  try {
    const { seconds } = await trainModel(whole, {
      onProgress: ({ updates }) => told.push({ updates, at: performance.now() }),
      checkpointEvery: Number.POSITIVE_INFINITY,
    });
    const [first, last] = [told[0]!, told.at(-1)!];
    return first === last
      ? { seconds, updates: steps }
      : { seconds: (last.at - first.at) / 1000, updates: last.updates - first.updates };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
