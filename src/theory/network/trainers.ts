import { createTrainer, type FitOptions, type Trainer } from "./fit.ts";
import type { LabelledImages } from "./images.ts";

/** Trainers by width and batch size, each made when first asked for. */
export interface Trainers {
  /** For training sets of so many rows: of fewer than a batch, a batch is all of them. */
  readonly of: (width: number, rows: number) => Promise<Trainer>;
  readonly release: () => Promise<void>;
}

export function createTrainers({ size, classes }: LabelledImages, options: FitOptions): Trainers {
  const made = new Map<string, Promise<Trainer>>();
  return {
    of(width, rows) {
      const batchSize = Math.min(options.batchSize, rows);
      const key = `${width} ${batchSize}`;
      const trainer =
        made.get(key) ?? createTrainer({ inputs: size, width, classes }, { ...options, batchSize });
      made.set(key, trainer);
      return trainer;
    },
    async release() {
      for (const trainer of made.values()) await (await trainer).release();
    },
  };
}
