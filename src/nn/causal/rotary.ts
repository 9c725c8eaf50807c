import { z } from "zod";
import type { RotaryPositions } from "./config.ts";

const factor = z.number().positive();

/** `rope_scaling`, or `rope_parameters`, of a `config.json`, by its `rope_type` (earlier `type`). */
export const ropeScaling = z.discriminatedUnion("rope_type", [
  z.object({ rope_type: z.literal("default") }),
  z.object({ rope_type: z.literal("linear"), factor }),
  z.object({ rope_type: z.literal("dynamic"), factor }),
  z.object({
    rope_type: z.literal("llama3"),
    factor,
    low_freq_factor: factor,
    high_freq_factor: factor,
    original_max_position_embeddings: factor,
  }),
  z.object({
    rope_type: z.literal("yarn"),
    factor,
    beta_fast: factor.nullish(),
    beta_slow: factor.nullish(),
    attention_factor: factor.nullish(),
    mscale: factor.nullish(),
    mscale_all_dim: factor.nullish(),
    truncate: z.boolean().default(true),
    original_max_position_embeddings: factor.nullish(),
  }),
]);

export type RopeScaling = z.infer<typeof ropeScaling>;

/**
 * Rotary positions (Su et al. 2021) for models whose context was stretched: by a factor throughout (Chen et al. 2023), as
 * Llama 3.1 by wavelength, or by YaRN (Peng et al. 2023). `dynamic` stretches only beyond the longest, where no model is run.
 *
 * @param longest `max_position_embeddings`
 */
export function rotaryPositions(
  size: number,
  theta: number,
  scaling: RopeScaling,
  longest: number,
): RotaryPositions {
  const plain = Array.from({ length: size / 2 }, (_, i) => theta ** ((-2 * i) / size));
  const unscaled = { kind: "rotary", attentionFactor: 1 } as const;
  switch (scaling.rope_type) {
    case "default":
    case "dynamic":
      return { ...unscaled, frequencies: plain };
    case "linear":
      return { ...unscaled, frequencies: plain.map((frequency) => frequency / scaling.factor) };
    case "llama3":
      return { ...unscaled, frequencies: plain.map((frequency) => byWavelength(frequency, scaling)) };
    case "yarn":
      return yarn(plain, size, theta, scaling, longest);
  }
}

function byWavelength(frequency: number, scaling: Extract<RopeScaling, { rope_type: "llama3" }>): number {
  const { factor, low_freq_factor: low, high_freq_factor: high } = scaling;
  const turns = (scaling.original_max_position_embeddings * frequency) / (2 * Math.PI);
  if (turns > high) return frequency;
  if (turns < low) return frequency / factor;
  const smooth = (turns - low) / (high - low);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}

function yarn(
  plain: readonly number[],
  size: number,
  theta: number,
  scaling: Extract<RopeScaling, { rope_type: "yarn" }>,
  longest: number,
): RotaryPositions {
  const { factor, truncate } = scaling;
  const original = scaling.original_max_position_embeddings ?? longest;
  /** The plane that turns so often over the original context. */
  const planeOf = (turns: number) =>
    (size * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [first, last] = [planeOf(scaling.beta_fast ?? 32), planeOf(scaling.beta_slow ?? 1)];
  const low = Math.max(truncate ? Math.floor(first) : first, 0);
  const high = Math.min(truncate ? Math.ceil(last) : last, size - 1);
  const frequencies = plain.map((frequency, i) => {
    const ramp = Math.min(1, Math.max(0, (i - low) / (high === low ? 0.001 : high - low)));
    return (frequency / factor) * ramp + frequency * (1 - ramp);
  });
  return { kind: "rotary", frequencies, attentionFactor: yarnFactor(scaling) };
}

function yarnFactor(scaling: Extract<RopeScaling, { rope_type: "yarn" }>): number {
  const { factor, attention_factor: given, mscale, mscale_all_dim: all } = scaling;
  if (given != null) return given;
  const scale = (by: number) => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1);
  return mscale != null && all != null ? scale(mscale) / scale(all) : scale(1);
}
