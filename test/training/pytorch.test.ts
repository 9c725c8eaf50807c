import { InferenceSession } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { declaredParameters, trainableNetwork } from "../../src/nn/parameters.ts";
import { type FloatType, toTypedArray } from "../../src/onnx/dtype.ts";
import { gradients } from "../../src/onnx/gradients.ts";
import { createGraph, graphBytes, graphInput, graphOutput } from "../../src/onnx/graph.ts";
import { createSession, type Feeds, tensorOf, tokenTensor, valuesOf } from "../../src/onnx/runtime.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { gradientGraph } from "../../src/training/step-graph.ts";
import { transformerLoss } from "../../src/training/transformer-loss.ts";
import { fixtureNames, readFixture, relativeError, unpack } from "../nn/fixture.ts";

type Fixture = ReturnType<typeof readFixture>;

function batchFeeds({ batch, config }: Fixture, dtype: FloatType = "float32"): Feeds {
  const { source, sourceMask, decoderInput, labels, weights } = batch;
  const rows = source.length;
  const isPadded = config.padToken !== undefined;
  const every = weights.flat();
  const total = every.reduce((a, b) => a + b);
  const at = [...every.keys()].filter((i) => !isPadded || every[i] > 0);
  const tokens = (values: number[][], length: number) => tokenTensor(values.flat(), [rows, length]);
  const ofLabels = (values: number[]) => tokenTensor(values, [at.length]);
  const shares = at.map((i) => every[i] / total);
  return {
    source: tokens(source, config.sourceLength),
    target: tokens(decoderInput, config.targetLength),
    labels: ofLabels(at.map((i) => Math.max(labels.flat()[i], 0))),
    labelWeights: tensorOf(toTypedArray(shares, dtype), [at.length]),
    ...(isPadded && { sourceMask: tokens(sourceMask, config.sourceLength), labelAt: ofLabels(at) }),
  };
}

const batchShape = ({ config }: Fixture) => ({ batch: 3, sourceLength: config.sourceLength });

const specsOf = (fixture: Fixture) =>
  declaredParameters((network) => {
    transformerLoss(network, fixture.config, batchShape(fixture), 0);
  });

describe.each(fixtureNames)("%s against PyTorch", (name) => {
  const fixture = readFixture(name);
  const specs = specsOf(fixture);

  it("declares PyTorch's parameters", () => {
    const declared = specs.map((spec) => [spec.name, spec.shape]).sort();
    const expected = [...fixture.weights].map(([key, { shape }]) => [key, shape]).sort();
    expect(declared).toEqual(expected);
  });

  it.each([
    ["float32", 1e-5, 1e-4],
    ["float64", 1e-13, 1e-10],
  ] as const)("computes its loss and every gradient in %s", async (dtype, lossTolerance, tolerance) => {
    const graph = createGraph();
    const inputs = specs.map((spec) =>
      graphInput(graph, spec.name, spec.shape, dtype, { requiresGradient: true }),
    );
    const tensors = new Map(inputs.map((tensor) => [tensor.name, tensor]));
    const network = trainableNetwork(graph, tensors, { dtype });
    const loss = transformerLoss(
      network,
      fixture.config,
      batchShape(fixture),
      fixture.training.labelSmoothing,
    );
    const wanted = gradients(loss, inputs);
    graphOutput("loss", loss);
    wanted.forEach((gradient, i) => {
      graphOutput(`gradient of ${specs[i].name}`, gradient);
    });
    // ONNX Runtime's fusions keep constants as float32, which float64 shows.
    const graphOptimizationLevel = dtype === "float64" ? "basic" : "all";
    const session = await InferenceSession.create(graphBytes(graph), { graphOptimizationLevel });
    const weights = [...fixture.weights].map(([key, { values, shape }]) => [
      key,
      tensorOf(toTypedArray(values, dtype), shape),
    ]);
    const results = await session.run({ ...batchFeeds(fixture, dtype), ...Object.fromEntries(weights) });
    expect(Math.abs(valuesOf<Float32Array>(results.loss)[0] / fixture.loss - 1)).toBeLessThan(lossTolerance);
    for (const { name: key } of specs) {
      const expected = unpack(fixture.gradients[key]);
      const computed = valuesOf<Float32Array>(results[`gradient of ${key}`]);
      // A key's bias has no gradient at all: softmax doesn't see it.
      if (key.endsWith(".key.bias"))
        for (const g of computed) expect(Math.abs(g)).toBeLessThan(tolerance / 100);
      else expect(relativeError(computed, expected), key).toBeLessThan(tolerance);
    }
  });

  it.each([
    ["", false],
    [", layers computed again", true],
  ])("follows it through five AdamW steps%s", async (_, recompute) => {
    const { config, training, trained } = fixture;
    const bytes = gradientGraph(
      specs,
      (network) => transformerLoss(network, config, batchShape(fixture), training.labelSmoothing),
      { ...training, recompute },
    );
    const session = await createSession(bytes);
    const optimizer = createOptimizer(specs, training);
    optimizer.parameters.set(specs.flatMap(({ name: key }) => [...fixture.weights.get(key)!.values]));
    const parameters = tensorOf(optimizer.parameters, [optimizer.parameters.length]);
    for (let step = 0; step < training.steps; step++) {
      const results = await session.run({ ...batchFeeds(fixture), parameters });
      const [loss] = valuesOf<Float32Array>(results.loss);
      optimizer.accumulate(valuesOf<Float32Array>(results.gradient));
      const norm = optimizer.update(step, training.learningRate);
      expect(Math.abs(loss / trained.losses[step] - 1)).toBeLessThan(2e-4);
      expect(Math.abs(norm / trained.gradientNorms[step] - 1)).toBeLessThan(1e-3);
    }
    let offset = 0;
    for (const { name: key, shape } of specs) {
      const length = shape.reduce((a, b) => a * b, 1);
      const computed = optimizer.parameters.subarray(offset, offset + length);
      offset += length;
      // A key's bias has no gradient but rounding noise, which AdamW blows up to full steps.
      if (key.endsWith(".key.bias")) continue;
      expect(relativeError(computed, unpack(trained.parameters[key])), key).toBeLessThan(2e-3);
    }
  });
});
