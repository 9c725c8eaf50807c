import type { TrainingOptions } from "./options.ts";

/**
 * The learning rate of an update: linear warm-up to the peak, hold, cosine decay to a share of the peak.
 * @param update 0-based, below `steps`
 */
export function learningRateAt(
  update: number,
  {
    steps,
    learningRate,
    warmupSteps = Math.min(500, Math.floor(steps / 10)),
    hold,
    finalShare,
  }: TrainingOptions,
): number {
  const warmup = warmupSteps === 0 ? 1 : Math.min(1, (update + 1) / warmupSteps);
  const progress = update / steps;
  const decayed = progress <= hold ? 0 : (progress - hold) / (1 - hold);
  const cosine = finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * decayed));
  return learningRate * warmup * cosine;
}
