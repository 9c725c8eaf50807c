import { readFileSync } from "node:fs";
import { type TransformerConfig, transformerConfig } from "../../src/nn/config.ts";
import type { Weights } from "../../src/nn/parameters.ts";
import { type TrainingOptions, trainingOptions } from "../../src/training/options.ts";

interface PackedArray {
  readonly type: "float32" | "float64";
  readonly shape: readonly number[];
  readonly data: string;
}

interface FixtureFile {
  readonly config: unknown;
  readonly training: unknown;
  readonly batch: Record<"source" | "sourceMask" | "decoderInput" | "labels" | "weights", number[][]>;
  readonly parameters: Record<string, PackedArray>;
  readonly logits: PackedArray;
  readonly loss: number;
  readonly gradients: Record<string, PackedArray>;
  readonly decoding: {
    readonly greedy: { readonly tokens: number[][]; readonly logProbabilities: number[][] };
    readonly beam: {
      readonly width: number;
      readonly rows: readonly { readonly tokens: number[][]; readonly logProbabilities: number[][] }[];
    };
    readonly likelihood: {
      readonly targets: number[][];
      readonly logProbabilities: number[][];
      readonly totals: number[];
    };
  };
  readonly trained: {
    readonly losses: number[];
    readonly gradientNorms: number[];
    readonly parameters: Record<string, PackedArray>;
  };
}

export const fixtureNames = [
  "layer-relu-learned",
  "layer-gelu-sinusoidal-smoothed",
  "layer-silu-learned-tied",
  "rms-gelu-relative",
  "rms-silu-rotary-grouped",
] as const;

/** A model and what PyTorch made of it; written by scripts/peers/make_transformer_fixtures.py. */
export function readFixture(name: (typeof fixtureNames)[number]) {
  const url = new URL(`../fixtures/transformer/${name}.json`, import.meta.url);
  const file = JSON.parse(readFileSync(url, "utf8")) as FixtureFile;
  const config: TransformerConfig = transformerConfig.parse(file.config);
  const training: TrainingOptions = trainingOptions.parse({ ...(file.training as object), batchSize: 3 });
  return { ...file, config, training, weights: weightsOf(file.parameters) };
}

export function unpack({ type, data }: PackedArray): Float32Array | Float64Array {
  const bytes = Buffer.from(data, "base64");
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return type === "float32" ? new Float32Array(buffer) : new Float64Array(buffer);
}

function weightsOf(parameters: Record<string, PackedArray>): Weights {
  return new Map(
    Object.entries(parameters).map(([name, packed]) => [
      name,
      { shape: packed.shape, values: Float32Array.from(unpack(packed)) },
    ]),
  );
}

/** ‖a − b‖ / ‖b‖. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(difference / (size || 1));
}
