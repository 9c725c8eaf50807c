// Our side of finetune.ts: a count of steps a line in, their times and the peak of memory out.
import { createInterface } from "node:readline";
import { causalParameters } from "../../src/nn/causal/folder.ts";
import { readLlamaConfig } from "../../src/nn/causal/llama.ts";
import { transformerConfig } from "../../src/nn/config.ts";
import type { ParameterSpec, Weight } from "../../src/nn/parameters.ts";
import { sizeOf } from "../../src/onnx/shape.ts";
import { createRandom } from "../../src/random/generator.ts";
import type { TrainingJob } from "../../src/training/job.ts";
import { loraOptions } from "../../src/training/lora.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { objectiveOf, trainedParameters } from "../../src/training/parameters.ts";
import { parametersOf } from "../../src/training/translation.ts";
import { createUpdater } from "../../src/training/updater.ts";

const { model, kind, threads, batch, length, answer, recompute } = JSON.parse(process.argv[2]!) as {
  readonly model: "t5-small" | "SmolLM2-135M";
  readonly kind: "full" | "LoRA";
  readonly threads: number;
  readonly batch: number;
  /** Tokens of a row, for T5 of its source. */
  readonly length: number;
  /** Tokens of a target. */
  readonly answer: number;
  readonly recompute: boolean;
};

const random = createRandom(1);
const options = trainingOptions.parse({
  batchSize: batch,
  ...{ threads, learningRate: 1e-4, warmupSteps: 0, recompute },
});
const rows = 64;
const common = { name: "bench", key: "bench", options, seed: 1, checkpoint: "" };

function tokens(count: number, vocabulary: number) {
  const ids = new Int32Array(new SharedArrayBuffer(4 * count));
  for (let i = 0; i < count; i++) ids[i] = 3 + random.integer(vocabulary - 3);
  return ids;
}

function t5(): { job: TrainingJob; all: ParameterSpec[] } {
  const config = transformerConfig.parse({
    ...{
      vocabularySize: 32_128,
      width: 512,
      heads: 8,
      encoderLayers: 6,
      decoderLayers: 6,
      feedForward: 2048,
    },
    ...{
      normalization: "rms",
      positions: "relative",
      biases: false,
      tiedEmbeddings: true,
      activation: "relu",
    },
    ...{ sourceLength: length, targetLength: answer, startToken: 0, padToken: 0, endToken: 1 },
  });
  const { vocabularySize } = config;
  const data = {
    source: tokens(rows * length, vocabularySize),
    target: tokens(rows * answer, vocabularySize),
    rows,
  };
  return { job: { ...common, config, data }, all: parametersOf(config) };
}

function smol(): { job: TrainingJob; all: ParameterSpec[] } {
  const causal = readLlamaConfig(
    {
      ...{ model_type: "llama", hidden_size: 576, intermediate_size: 1536, num_hidden_layers: 30 },
      ...{ num_attention_heads: 9, num_key_value_heads: 3, vocab_size: 49_152, tie_word_embeddings: true },
      ...{ max_position_embeddings: 8192, rope_theta: 100_000, rms_norm_eps: 1e-5 },
    },
    "config.json",
  );
  const starts = new Int32Array(new SharedArrayBuffer(4 * (rows + 1)));
  for (const row of starts.keys()) starts[row] = row * length;
  const prompts = new Int32Array(new SharedArrayBuffer(4 * rows)).fill(1);
  const data = { tokens: tokens(rows * length, causal.vocabularySize), starts, prompts };
  return { job: { ...common, causal, data, rowLength: length }, all: causalParameters(causal) };
}

const deviation = 0.02;
const fill = (values: Float32Array): Float32Array => {
  for (let i = 0; i < values.length; i++) values[i] = deviation * Math.sqrt(12) * (random.uniform() - 0.5);
  return values;
};

const { job: base, all } = model === "t5-small" ? t5() : smol();
const weights = (): Map<string, Weight> =>
  new Map(all.map(({ name, shape }) => [name, { shape, values: fill(new Float32Array(sizeOf(shape))) }]));
const job: TrainingJob =
  kind === "full"
    ? base
    : { ...base, initial: weights(), lora: loraOptions.parse({ rank: 16, layers: ["all"] }) };
const specs = trainedParameters(job);
const optimizer = createOptimizer(specs, options);
fill(optimizer.parameters);
const { update } = createUpdater(job, objectiveOf(job), specs, optimizer);

let number = 0;
for await (const line of createInterface(process.stdin)) {
  const milliseconds: number[] = [];
  const processor: number[] = [];
  for (let i = 0; i < Number(line); i++) {
    const started = performance.now();
    const before = process.cpuUsage();
    await update(number++);
    const { user, system } = process.cpuUsage(before);
    milliseconds.push(performance.now() - started);
    processor.push((user + system) / 1000);
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ milliseconds, processor, peak, parameters: optimizer.parameters.length }));
}
process.exit(0);
