import type { Trainer } from "./fit.ts";
import { type LabelledImages, labelsOf, type Split } from "./images.ts";
import { errorRate, predict, predictedClasses } from "./predict.ts";

/** The worse model whose labels stand in for real ones. */
export interface LabelGenerator {
  /** Its label of each of the split's student rows. */
  readonly labels: Uint8Array;
  /** Share of test rows it labels wrong. */
  readonly error: number;
}

/** Trains a network on the real labels of the split's few generator rows and lets it label the students' rows. */
export async function labelGenerator(
  trainer: Trainer,
  images: LabelledImages,
  { generator, student, test }: Split,
  seed: number,
  signal?: AbortSignal,
): Promise<LabelGenerator> {
  const data = { images, rows: generator, labels: labelsOf(images, generator) };
  const fitted = await trainer.fit(data, seed, signal);
  const label = async (rows: Uint32Array): Promise<Uint8Array> =>
    predictedClasses(await predict(fitted, images, rows), images.classes);
  return { labels: await label(student), error: errorRate(await label(test), labelsOf(images, test)) };
}
