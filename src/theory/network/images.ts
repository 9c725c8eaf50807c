import { createRandom, shuffle } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";

/** Grey images, each with the class it shows. */
export interface LabelledImages {
  /** rows × size, row after row, each in [0, 1]. */
  readonly pixels: Float32Array;
  /** One a row, each below `classes`. */
  readonly labels: Uint8Array;
  readonly rows: number;
  /** Pixels of one image. */
  readonly size: number;
  readonly classes: number;
}

/** Which images a run uses for what; no image has two uses. */
export interface Split {
  /** The same in every run. */
  readonly test: Uint32Array;
  /** What the generator learns from. */
  readonly generator: Uint32Array;
  /** What students learn from: one of n rows takes the first n. */
  readonly student: Uint32Array;
}

export function splitImages(
  rows: number,
  { testRows, generatorRows, seed }: { testRows: number; generatorRows: number; seed: number },
  run: number,
): Split {
  const all = shuffle(
    Uint32Array.from({ length: rows }, (_, i) => i),
    createRandom(deriveSeed(seed, "test")),
  );
  const rest = shuffle(all.slice(testRows), createRandom(deriveSeed(seed, "rows", run)));
  return {
    test: all.subarray(0, testRows),
    generator: rest.subarray(0, generatorRows),
    student: rest.subarray(generatorRows),
  };
}

export function labelsOf({ labels }: LabelledImages, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row]);
}
