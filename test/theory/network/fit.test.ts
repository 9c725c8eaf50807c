import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../src/metrics/normal.ts";
import { createSession, tensorOf, valuesOf } from "../../../src/onnx/runtime.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { createTrainer, type TrainingSet } from "../../../src/theory/network/fit.ts";
import { labelsOf } from "../../../src/theory/network/images.ts";
import { perceptronParameters, squaredLoss } from "../../../src/theory/network/perceptron.ts";
import { errorRate, predict, predictedClasses, squaredError } from "../../../src/theory/network/predict.ts";
import { standInDigits } from "../../../src/theory/network/stand-in.ts";
import { trainingOptions } from "../../../src/training/options.ts";
import { gradientGraph, parameterCount } from "../../../src/training/step-graph.ts";

const shape = { inputs: 3, width: 4, classes: 2 };
const batch = 5;

/** The loss in plain float64; parameters as W₁ [width, inputs], b₁, W₂ [classes, width], b₂. */
function loss(parameters: Float64Array, images: Float32Array, targets: Float32Array): number {
  const { inputs, width, classes } = shape;
  const [b1, w2, b2] = [width * inputs, width * (inputs + 1), width * (inputs + 1 + classes)];
  let sum = 0;
  for (let row = 0; row < batch; row++) {
    const hidden = Array.from({ length: width }, (_, unit) => {
      let a = parameters[b1 + unit];
      for (let i = 0; i < inputs; i++) a += parameters[unit * inputs + i] * images[row * inputs + i];
      return a * normalCdf(a);
    });
    for (let k = 0; k < classes; k++) {
      const output = hidden.reduce(
        (y, h, unit) => y + parameters[w2 + k * width + unit] * h,
        parameters[b2 + k],
      );
      sum += (output - targets[row * classes + k]) ** 2;
    }
  }
  return sum / batch;
}

describe("the network", () => {
  it("has the loss and, by finite differences, the gradient of plain code", async () => {
    const specs = perceptronParameters(shape);
    const random = createRandom(1);
    const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
    const parameters = normals(parameterCount(specs));
    const [images, targets] = [normals(batch * shape.inputs), normals(batch * shape.classes)];
    const options = trainingOptions.parse({});
    const session = await createSession(
      gradientGraph(specs, (network) => squaredLoss(network, shape, batch), options),
    );
    const results = await session.run({
      parameters: tensorOf(parameters, [parameters.length]),
      images: tensorOf(images, [batch, shape.inputs]),
      targets: tensorOf(targets, [batch, shape.classes]),
    });
    await session.release();
    const at = Float64Array.from(parameters);
    expect(valuesOf<Float32Array>(results.loss)[0]).toBeCloseTo(loss(at, images, targets), 5);
    const step = 1e-5;
    valuesOf<Float32Array>(results.gradient).forEach((value, i) => {
      const moved = (by: number) => loss(at.with(i, at[i] + by), images, targets);
      expect(value).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 4);
    });
  });
});

describe("a trainer", () => {
  const images = standInDigits(60, 3);
  const rows = Uint32Array.from({ length: 40 }, (_, i) => i + 20);
  const data: TrainingSet = { images, rows, labels: labelsOf(images, rows) };
  const options = { updates: 300, batchSize: 40, learningRate: 0.003 };
  const network = { inputs: images.size, width: 64, classes: images.classes };

  it("fits a few rows exactly, whatever their labels say", async () => {
    const wrong = { ...data, labels: data.labels.map((label) => (label + 3) % 10) };
    const trainer = await createTrainer(network, options);
    for (const set of [data, wrong]) {
      const outputs = await predict(await trainer.fit(set, 1), images, rows);
      expect(errorRate(predictedClasses(outputs, 10), set.labels)).toBe(0);
      expect(squaredError(outputs, set.labels)).toBeLessThan(1e-3);
    }
    await trainer.release();
  });

  it("gives the same weights for the same seed, whatever it fitted before", async () => {
    const trainer = await createTrainer(network, { ...options, updates: 20, batchSize: 16 });
    const first = await trainer.fit(data, 1);
    const other = await trainer.fit(data, 2);
    const again = await trainer.fit(data, 1);
    await trainer.release();
    expect(again).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
  });

  it("says where a training diverges", async () => {
    const trainer = await createTrainer(network, { ...options, learningRate: 1e30 });
    await expect(trainer.fit(data, 1)).rejects.toMatchObject({
      message: expect.stringMatching(/diverged at update \d+/),
      where: "network of width 64",
      remedy: "lower learningRate",
    });
    await trainer.release();
  });
});

describe("errors", () => {
  const outputs = Float32Array.of(0.9, 0.1, 0, 0.2, 0.2, 0.1, 0, 0, 1);
  const labels = Uint8Array.of(0, 1, 2);

  it("are the share of rows whose largest output, the first among equals, is not the label's", () => {
    expect([...predictedClasses(outputs, 3)]).toEqual([0, 0, 2]);
    expect(errorRate(predictedClasses(outputs, 3), labels)).toBeCloseTo(1 / 3, 12);
  });

  it("or the squared distance to the one-hot label", () => {
    expect(squaredError(outputs, labels)).toBeCloseTo((0.02 + 0.04 + 0.64 + 0.01) / 3, 6);
  });
});
