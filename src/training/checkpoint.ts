import { existsSync } from "node:fs";
import { readSafetensors, writeSafetensors } from "../nn/safetensors/index.ts";
import type { Evaluation } from "./validation.ts";

/**
 * All that a training needs to go on as if nothing had happened. Schedule, data order and dropout are functions of the
 * job's seed and the update's number, so the number stands for them.
 */
export interface Checkpoint {
  /** Updates done. */
  readonly updates: number;
  readonly parameters: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Mean loss of each finished stretch of updates, and the sum of losses in the present one. */
  readonly losses: readonly number[];
  readonly lossSum: number;
  readonly evaluations: readonly Evaluation[];
  /** Parameters at the best evaluation, where there was any. */
  readonly best?: Float32Array | undefined;
  /** Trained so far. */
  readonly seconds: number;
}

export function writeCheckpoint(path: string, job: string, checkpoint: Checkpoint): void {
  const vector = (values: Float32Array) => ({ shape: [values.length], values });
  writeSafetensors(
    path,
    new Map([
      ["parameters", vector(checkpoint.parameters)],
      ["mean", vector(checkpoint.mean)],
      ["square", vector(checkpoint.square)],
      ...(checkpoint.best === undefined ? [] : [["best", vector(checkpoint.best)] as const]),
    ]),
    {
      job,
      updates: String(checkpoint.updates),
      losses: JSON.stringify(checkpoint.losses),
      lossSum: String(checkpoint.lossSum),
      evaluations: JSON.stringify(checkpoint.evaluations),
      seconds: String(checkpoint.seconds),
    },
  );
}

/** The checkpoint of this very job, or undefined where there is none; another job's is not touched. */
export function readCheckpoint(path: string, job: string): Checkpoint | undefined {
  const saved = readIfThere(path);
  if (saved === undefined) return undefined;
  const { tensors, metadata } = saved;
  if (metadata.job !== job) return undefined;
  const vector = (name: string) => tensors.get(name)?.values ?? new Float32Array(0);
  return {
    updates: Number(metadata.updates),
    parameters: vector("parameters"),
    mean: vector("mean"),
    square: vector("square"),
    losses: JSON.parse(metadata.losses!) as number[],
    lossSum: Number(metadata.lossSum),
    // Checkpoints of former versions had none.
    evaluations: JSON.parse(metadata.evaluations ?? "[]") as Evaluation[],
    best: tensors.get("best")?.values,
    seconds: Number(metadata.seconds),
  };
}

/** Another run of the same training may have ended, and taken the file away, while it was opened. */
function readIfThere(path: string) {
  try {
    return existsSync(path) ? readSafetensors(path) : undefined;
  } catch (error) {
    if (!existsSync(path)) return undefined;
    throw error;
  }
}
