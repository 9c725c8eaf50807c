import { describe, expect, it } from "vitest";
import { createSession, tensorOf, valuesOf } from "../../src/onnx/runtime.ts";
import { sizeOf } from "../../src/onnx/shape.ts";
import { causalModelling } from "../../src/training/causal.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { packedRows } from "../../src/training/packing.ts";
import { trainedParameters } from "../../src/training/parameters.ts";
import { gradientGraph } from "../../src/training/step-graph.ts";
import { createUpdater } from "../../src/training/updater.ts";
import { causalFixtures, readCausalFixture, unpackFloats } from "../nn/causal/fixture.ts";
import { relativeError } from "../nn/fixture.ts";
import { sequencesOf } from "./sequences.ts";

describe.each(causalFixtures)("%s", (name) => {
  const { model, expected } = readCausalFixture(name);
  // As PyTorch's: one batch of all rows, packed here and padded there.
  const options = trainingOptions.parse({
    ...{ steps: 5, batchSize: 2, learningRate: 0.01, warmupSteps: 0, hold: 1, weightDecay: 0.1, clipNorm: 1 },
  });
  const job = {
    ...{ name, key: name, causal: model.config, options, data: sequencesOf(expected.rows, expected.prompts) },
    ...{ rowLength: 16, seed: 1, checkpoint: "" },
  };
  const specs = trainedParameters(job);

  /** A state that starts from PyTorch's weights. */
  function optimizerOf() {
    const optimizer = createOptimizer(specs, options);
    let offset = 0;
    for (const { name, shape } of specs) {
      optimizer.parameters.set(model.weights.get(name)!.values, offset);
      offset += sizeOf(shape);
    }
    return optimizer;
  }

  const pieces = (flat: Float32Array) => {
    let offset = 0;
    return specs.map(({ name, shape }) => {
      const values = flat.subarray(offset, offset + sizeOf(shape));
      offset += sizeOf(shape);
      return { name, values };
    });
  };

  it("computes PyTorch's loss and every gradient, its sequences packed", async () => {
    const optimizer = optimizerOf();
    const batches = [...causalModelling(job).batches(0)];
    expect(batches).toHaveLength(1);
    const [{ loss: build, feeds }] = batches as [(typeof batches)[0]];
    const session = await createSession(gradientGraph(specs, build, options));
    const parameters = tensorOf(optimizer.parameters, [optimizer.parameters.length]);
    const results = await session.run({ ...feeds, parameters });
    const [loss] = valuesOf<Float32Array>(results.loss!);
    expect(Math.abs(loss! - expected.loss) / expected.loss).toBeLessThan(1e-5);
    const gradients = pieces(valuesOf<Float32Array>(results.gradient!));
    expect(gradients.map(({ name }) => name).sort()).toEqual(Object.keys(expected.gradients).sort());
    for (const { name, values } of gradients)
      expect(relativeError(values, unpackFloats(expected.gradients[name]!)), name).toBeLessThan(1e-4);
  });

  it.each([
    ["", false],
    [", layers computed again", true],
  ])("follows it through five AdamW steps%s", async (_, recompute) => {
    const optimizer = optimizerOf();
    const own = { ...job, options: { ...options, recompute } };
    const { update, release } = createUpdater(own, causalModelling(own), specs, optimizer);
    const losses: number[] = [];
    for (let number = 0; number < 5; number++) losses.push((await update(number)).loss);
    await release();
    for (const [i, loss] of losses.entries())
      expect(Math.abs(loss - expected.losses[i]!) / expected.losses[i]!).toBeLessThan(1e-4);
    for (const { name, values } of pieces(optimizer.parameters)) {
      const trained = unpackFloats(expected.trained[name]!);
      // Softmax does not see a bias of all keys alike: its gradient is rounding alone, which Adam blows up to whole steps.
      const unseen = name.endsWith("c_attn.bias") ? [model.config.width, 2 * model.config.width] : [0, 0];
      values.set(trained.subarray(...unseen), unseen[0]!);
      expect(relativeError(values, trained), name).toBeLessThan(1e-4);
    }
  });
});

it("tells in one line what ONNX Runtime says of a pass that fails", async () => {
  const { model } = readCausalFixture("llama");
  const options = trainingOptions.parse({ batchSize: 1 });
  const job = {
    ...{ name: "tune", key: "", causal: model.config, options, data: sequencesOf([[1, 1e6, 2]], [1]) },
    ...{ rowLength: 4, seed: 1, checkpoint: "" },
  };
  const specs = trainedParameters(job);
  const { update, release } = createUpdater(
    job,
    causalModelling(job),
    specs,
    createOptimizer(specs, options),
  );
  await expect(update(0)).rejects.toThrow(/^ONNX Runtime failed on cpu: .*out of data bounds/);
  await release();
});

describe("packed rows", () => {
  const lengths = Array.from({ length: 500 }, (_, i) => 1 + ((i * 37) % 60));

  it("hold every sequence once an epoch, none more than fits", () => {
    const rowAt = packedRows(lengths, 64, 3);
    const seen: number[] = [];
    let position = 0;
    while (seen.length < lengths.length) {
      const row = rowAt(position++);
      expect(row.reduce((sum, sequence) => sum + lengths[sequence]!, 0)).toBeLessThanOrEqual(64);
      seen.push(...row);
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
    const least = Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / 64);
    expect(position).toBeLessThan(1.1 * least);
  });

  it("are the same wherever training goes on from, and others in every epoch", () => {
    const straight = packedRows(lengths, 64, 3);
    const rows = Array.from({ length: 900 }, (_, i) => straight(i));
    const resumed = packedRows(lengths, 64, 3);
    for (const position of [880, 890, 899]) expect(resumed(position)).toEqual(rows[position]);
    expect(packedRows(lengths, 64, 4)(0)).not.toEqual(rows[0]);
  });
});
