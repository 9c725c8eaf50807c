import { createSession, tensorOf, valuesOf } from "../../onnx/runtime.ts";
import type { FittedNetwork } from "./fit.ts";
import type { LabelledImages } from "./images.ts";
import { perceptronGraph } from "./perceptron.ts";

/** Rows at a time: bounds the memory of the hidden layer. */
const CHUNK = 1024;

/** A network's outputs for rows of the images, [rows.length, classes]. */
export async function predict(
  { shape, weights }: FittedNetwork,
  { pixels, size }: LabelledImages,
  rows: Uint32Array,
): Promise<Float32Array> {
  const session = await createSession(perceptronGraph(shape, weights));
  const outputs = new Float32Array(rows.length * shape.classes);
  try {
    for (let start = 0; start < rows.length; start += CHUNK) {
      const chunk = rows.subarray(start, start + CHUNK);
      const images = new Float32Array(chunk.length * size);
      chunk.forEach((row, i) => {
        images.set(pixels.subarray(row * size, (row + 1) * size), i * size);
      });
      const results = await session.run({ images: tensorOf(images, [chunk.length, size]) });
      outputs.set(valuesOf<Float32Array>(results.outputs), start * shape.classes);
    }
    return outputs;
  } finally {
    await session.release();
  }
}

/** The class with the largest output, a row; the first among equals. */
export function predictedClasses(outputs: Float32Array, classes: number): Uint8Array {
  return Uint8Array.from({ length: outputs.length / classes }, (_, row) => {
    const own = outputs.subarray(row * classes, (row + 1) * classes);
    return own.reduce((best, value, k) => (value > own[best] ? k : best), 0);
  });
}

/** Share of rows whose predicted class is not their label. */
export function errorRate(predicted: Uint8Array, labels: Uint8Array): number {
  return predicted.reduce((wrong, label, i) => wrong + Number(label !== labels[i]), 0) / labels.length;
}

/** Mean over rows of ‖outputs − one-hot label‖². */
export function squaredError(outputs: Float32Array, labels: Uint8Array): number {
  const classes = outputs.length / labels.length;
  let sum = 0;
  outputs.forEach((value, i) => {
    const target = Number(labels[Math.floor(i / classes)] === i % classes);
    sum += (value - target) ** 2;
  });
  return sum / labels.length;
}
