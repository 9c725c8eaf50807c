import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { loraOptions } from "../../src/training/lora.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { openBase } from "../../src/tuning/base.ts";
import { requireMemory } from "../../src/tuning/fit.ts";
import { estimateMemory, type MemoryEstimate, optimizerLimit } from "../../src/tuning/memory.ts";
import { type JobOptions, prepareJob } from "../../src/tuning/prepare.ts";
import { temporaryFolder } from "../cli/child.ts";
import { makeBase } from "./tiny-base.ts";

const lessons = Array.from({ length: 64 }, (_, i) => ({
  given: Array.from({ length: 64 }, (_, j) => (i * 31 + j * 7) % 300),
  learnt: Array.from({ length: 64 }, (_, j) => (i * 17 + j * 13) % 300),
}));
const training = { ...trainingOptions.parse({ batchSize: 8, steps: 3 }), epochs: 1 };
const options: JobOptions = { name: "fit", length: 128, seed: 1, training };

const settings = async () => {
  const base = await openBase(makeBase(join(temporaryFolder(), "base"), "llama3"));
  const estimate = (changed: Partial<JobOptions>): MemoryEstimate =>
    estimateMemory(prepareJob(base, { train: lessons }, { ...options, ...changed }));
  return { base, estimate };
};

const refusal = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof PstarError) return error.line;
    throw error;
  }
  throw new Error("it was taken");
};

describe("the memory a tuning takes", () => {
  it("is less with an adapter, smaller batches or shorter rows, and counts what is trained", async () => {
    const { estimate } = await settings();
    const whole = estimate({});
    const adapted = estimate({ lora: loraOptions.parse({ rank: 2 }) });
    expect(adapted.trained).toBeLessThan(whole.trained / 10);
    expect(adapted.frozen).toBe(whole.trained);
    expect(adapted.optimizer).toBe(16 * adapted.trained);
    const smaller = estimate({ training: { ...training, batchSize: 2 } });
    expect(smaller.activations / whole.activations).toBeCloseTo(1 / 4, 1);
    const recomputed = estimate({ training: { ...training, recompute: true } });
    expect(recomputed.activations).toBeLessThan(whole.activations);
  });

  it("is refused where there is less, with the smallest change that fits", async () => {
    const { base, estimate } = await settings();
    const whole = estimate({});
    const halved = estimate({ training: { ...training, batchSize: 4, accumulate: 2 } });
    const needed = ({ total, process }: MemoryEstimate) => total - process;
    const require = (available: number, of = whole) =>
      requireMemory(base, { train: lessons }, options, of, available);
    expect(() => require(needed(whole))).not.toThrow();
    const told = refusal(() => require(needed(halved)));
    expect(told).toMatch(/needs about .* this fits: training\.batchSize 4 with training\.accumulate 2$/);
    expect(refusal(() => require(1))).toMatch(/take a smaller model/);
    const single = { ...training, batchSize: 1 };
    const recomputed = needed(estimate({ training: { ...single, recompute: true } }));
    const { available, of } = { available: recomputed, of: estimate({ training: single }) };
    const own = { ...options, training: single };
    expect(refusal(() => requireMemory(base, { train: lessons }, own, of, available))).toMatch(
      /this fits: training\.recompute true$/,
    );
  });

  it("is refused where the optimiser's state is beyond what WebAssembly addresses, with an adapter instead", async () => {
    const { base, estimate } = await settings();
    const large = { ...estimate({}), optimizer: optimizerLimit + 1, trained: 214_748_365 };
    expect(refusal(() => requireMemory(base, { train: lessons }, options, large, 2 ** 50))).toMatch(
      /214748365 trained parameters need 4\.0 GiB of optimiser state/,
    );
  });
});
