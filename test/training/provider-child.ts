import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModelFolder } from "../../src/nn/model-folder.ts";
import type { Weights } from "../../src/nn/parameters.ts";
import type { Provider } from "../../src/onnx/providers.ts";
import { valuesOf } from "../../src/onnx/runtime.ts";
import { createRandom } from "../../src/random/generator.ts";
import { sharedTokens } from "../../src/training/batches.ts";
import type { TrainingJob, TrainingOutcome } from "../../src/training/job.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { objectiveOf, trainedParameters, weightsOf } from "../../src/training/parameters.ts";
import { createPasses, type Passes } from "../../src/training/passes.ts";
import { readCausalFixture } from "../nn/causal/fixture.ts";
import { relativeError } from "../nn/fixture.ts";
import { interrupted } from "./interrupted.ts";
import { sequencesOf } from "./sequences.ts";

/** How far WebGPU is from the CPU, relative. */
export interface Distance {
  readonly loss: number;
  /** By parameter. */
  readonly gradients: Readonly<Record<string, number>>;
  /** Of the updates' losses, the validation's, and what was trained. */
  readonly losses: number;
  readonly evaluations: number;
  readonly trained: Readonly<Record<string, number>>;
  /** Whether a training that was interrupted ends with the bytes of one that was not. */
  readonly isResumedExactly: boolean;
}

const updates = 4;
const options = trainingOptions.parse({
  ...{ steps: updates, batchSize: 2, learningRate: 0.01, warmupSteps: 0, hold: 1, weightDecay: 0.1 },
  ...{ labelSmoothing: 0.1, dropout: 0.1 },
});

function llama(): TrainingJob {
  const { model, expected } = readCausalFixture("llama");
  const data = sequencesOf(expected.rows, expected.prompts);
  return {
    ...{ name: "llama", key: "llama", causal: model.config, options, initial: model.weights, data },
    ...{ rowLength: 16, seed: 1, checkpoint: "", validation: { data, evaluateEvery: 2 } },
  };
}

function t5(): TrainingJob {
  const { config, weights } = readModelFolder(new URL("../fixtures/t5/gated-gelu", import.meta.url).pathname);
  const lengths = { sourceLength: 12, targetLength: 8 };
  const random = createRandom(3);
  const tokens = (length: number) => {
    const words = sharedTokens(4 * length);
    for (let i = 0; i < words.length; i++) words[i] = 2 + random.integer(config.vocabularySize - 2);
    return words;
  };
  const data = { rows: 4, source: tokens(12), target: tokens(8) };
  return {
    ...{ name: "t5", key: "t5", config: { ...config, ...lengths }, options, initial: weights, data },
    ...{ seed: 1, checkpoint: "", validation: { data, evaluateEvery: 2 } },
  };
}

const distances = (found: Weights, right: Weights): Record<string, number> =>
  Object.fromEntries(
    [...right].map(([name, { values }]) => [name, relativeError(found.get(name)!.values, values)]),
  );

/** What compiles shaders forgets them with the last session that there is. */
const kept: Passes[] = [];

/** Loss and gradient of the first batch. */
async function firstPass(job: TrainingJob) {
  const plain = { ...job, options: { ...job.options, dropout: 0 } };
  const specs = trainedParameters(plain);
  const parameters = Float32Array.from(specs.flatMap(({ name }) => [...job.initial!.get(name)!.values]));
  const [batch] = objectiveOf(plain).batches(0);
  const passes = createPasses(plain, specs, parameters, "training");
  kept.push(passes);
  const { loss, gradient } = await passes.run(batch!);
  return {
    loss: valuesOf<Float32Array>(loss!),
    gradients: weightsOf(job, valuesOf<Float32Array>(gradient!)),
  };
}

async function distanceOf(job: TrainingJob): Promise<Distance> {
  const on = (provider: Provider): TrainingJob => ({ ...job, options: { ...options, provider } });
  const checkpoint = join(tmpdir(), `pstar-${process.pid}-${job.name}`);
  const trained = async (provider: Provider) => {
    const outcome = await interrupted({ ...on(provider), checkpoint: `${checkpoint}-none` }, Infinity);
    return { ...outcome, weights: weightsOf(job, outcome.parameters) };
  };
  const [pass, rightPass] = [await firstPass(on("webgpu")), await firstPass(on("cpu"))];
  const [found, right] = [await trained("webgpu"), await trained("cpu")];
  const stopping = { ...on("webgpu"), checkpoint };
  const stopped = await interrupted(stopping, updates / 2 + 1);
  const resumed = await interrupted(stopping, Infinity);
  rmSync(checkpoint);
  const lossesOf = ({ evaluations }: TrainingOutcome) => evaluations.map(({ loss }) => loss);
  return {
    loss: relativeError(pass.loss, rightPass.loss),
    gradients: distances(pass.gradients, rightPass.gradients),
    losses: relativeError(found.losses, right.losses),
    evaluations: relativeError(lossesOf(found), lossesOf(right)),
    trained: distances(found.weights, right.weights),
    isResumedExactly:
      !stopped.finished && resumed.finished && Buffer.compare(bytesOf(resumed), bytesOf(found)) === 0,
  };
}

const bytesOf = ({ parameters: { buffer, byteOffset, byteLength } }: TrainingOutcome): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

console.log(JSON.stringify({ llama: await distanceOf(llama()), t5: await distanceOf(t5()) }));
await Promise.all(kept.map(({ release }) => release()));
