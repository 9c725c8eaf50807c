/**
 * Makes the models that pstar ships, in this order:
 *
 *   node scripts/models/newswire.ts tokenizer    models/newswire-base/tokenizer.json, of 4,096 pieces
 *   node scripts/models/newswire.ts base         models/newswire-base: restores sentences of articles
 *   node scripts/models/newswire.ts summarizer   models/newswire-summarizer: that, tuned on articles and summaries
 *   node scripts/models/newswire.ts forms        models/newswire-base: that, having filled in forms on articles, too
 *   node scripts/models/newswire.ts evaluate     ROUGE of the summariser's summaries of datasets/newswire/test.jsonl.gz
 *
 * Interrupted, a training goes on from its checkpoint in runs/models when it is started again.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { modelGenerator } from "../../src/generators/trained.ts";
import { meanInterval } from "../../src/metrics/bootstrap.ts";
import { rouge } from "../../src/metrics/rouge/rouge.ts";
import { type TransformerConfig, transformerConfig } from "../../src/nn/config.ts";
import { readModelFolder, writeModelFolder } from "../../src/nn/model-folder.ts";
import { createRandom } from "../../src/random/generator.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { newswireArticle, newswireFacts } from "../../src/tasks/summarization/newswire/newswire.ts";
import { textCodec } from "../../src/tasks/text/codec.ts";
import { tokenizerFiles } from "../../src/tokenizers/files.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { trainTokenizer } from "../../src/tokenizers/train.ts";
import { writeTokenizer } from "../../src/tokenizers/write.ts";
import { sharedTokens, type TokenRows } from "../../src/training/batches.ts";
import { type TrainingOptions, trainingOptions } from "../../src/training/options.ts";
import { weightsOf } from "../../src/training/parameters.ts";
import { trainModel } from "../../src/training/train.ts";
import { firstSentence, splitRows } from "../datasets/newswire.ts";
import { corrupted } from "./corrupted.ts";
import { form } from "./form.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "2" },
    steps: { type: "string" },
    rows: { type: "string" },
  },
});
const [what] = positionals;
const base = "models/newswire-base";
const summarizer = "models/newswire-summarizer";
/** `<unk>`, which no text needs where bytes are pieces. */
const gap = 2;
const lengths = { sourceLength: 224, targetLength: 64 };

const article = (purpose: string, index: number) => newswireArticle(deriveSeed(0, "models", purpose, index));

if (what === "tokenizer") {
  const rows = Array.from({ length: 20_000 }, (_, i) => article("tokenizer", i));
  const texts = rows.flatMap(({ article, summary }) => [article, summary]);
  writeTokenizer(base, trainTokenizer(texts, { vocabularySize: 4096 }));
} else if (what === "base") {
  const config = transformerConfig.parse({
    width: 128,
    encoderLayers: 2,
    decoderLayers: 2,
    heads: 4,
    positions: "relative",
    normalization: "rms",
    normalizationEpsilon: 1e-6,
    biases: false,
    tiedEmbeddings: true,
    ...tokens(),
  });
  const options = trainingOptions.parse({
    steps: Number(values.steps ?? 7_000),
    batchSize: 32,
    learningRate: 0.0015,
    hold: 0.5,
    threads: Number(values.threads),
  });
  const data = fill(Number(values.rows ?? 160_000), (i) =>
    corrupted(article("base", i).article, createRandom(deriveSeed(0, "corruption", i))),
  );
  await train(base, config, options, data);
} else if (what === "summarizer") {
  const { config, weights } = readModelFolder(base);
  const options = trainingOptions.parse({
    steps: Number(values.steps ?? 2_500),
    batchSize: 32,
    learningRate: 0.001,
    hold: 0.2,
    threads: Number(values.threads),
  });
  const data = fill(Number(values.rows ?? 80_000), (i) => {
    const { article: input, summary } = article("summarizer", i);
    return { input, output: summary };
  });
  await train(summarizer, { ...config, ...tokens() }, options, data, weights);
} else if (what === "forms") {
  const { config, weights } = readModelFolder(base);
  const options = trainingOptions.parse({
    steps: Number(values.steps ?? 3_000),
    batchSize: 32,
    learningRate: 0.001,
    hold: 0.15,
    threads: Number(values.threads),
  });
  const data = fill(Number(values.rows ?? 96_000), (i) => {
    const { article, facts } = newswireFacts(deriveSeed(0, "models", "forms", i));
    return { input: article, output: form(facts, createRandom(deriveSeed(0, "forms", i))) };
  });
  await train(base, { ...config, ...tokens() }, options, data, weights);
} else if (what === "evaluate") {
  await evaluate();
} else {
  console.error("say which: tokenizer, base, summarizer, forms or evaluate");
  process.exitCode = 2;
}

function tokens() {
  const { vocabularySize, padToken, endToken } = loadTokenizer(base);
  return { vocabularySize, padToken, endToken, startToken: padToken, ...lengths };
}

/** Token rows of texts; in the input, `null` is a gap. */
function fill(
  rows: number,
  textsAt: (index: number) => {
    readonly input: string | readonly (string | null)[];
    readonly output: string;
  },
): TokenRows {
  const { encode, padToken, endToken } = loadTokenizer(base);
  const { sourceLength, targetLength } = lengths;
  const source = sharedTokens(rows * sourceLength).fill(padToken);
  const target = sharedTokens(rows * targetLength).fill(padToken);
  const put = (into: Int32Array, row: number, length: number, tokens: readonly number[]): void =>
    into.set([...tokens.slice(0, length - 1), endToken], row * length);
  for (let row = 0; row < rows; row++) {
    const { input, output } = textsAt(row);
    const pieces = typeof input === "string" ? [input] : input;
    const read = pieces.flatMap((piece) => (piece === null ? [gap] : [...encode(piece)]));
    put(source, row, sourceLength, read);
    put(target, row, targetLength, [...encode(output)]);
  }
  return { source, target, rows };
}

/** ROUGE F of the summariser's likeliest summaries, and of each article's first sentence, with 95 % intervals. */
async function evaluate(): Promise<void> {
  const tests = splitRows("test");
  const codec = textCodec(loadTokenizer(summarizer), { sourceLength: 224, targetLength: 48 });
  const model = readModelFolder(summarizer);
  const generator = modelGenerator(model, codec, { method: "greedy" }, Number(values.threads));
  const items = tests.map(({ article }) => ({ example: { input: article }, seeds: [0] }));
  const started = performance.now();
  const answers = await generator.generate(items);
  const seconds = (performance.now() - started) / 1000;
  await generator.release();
  report(
    `summariser, ${(tests.length / seconds).toFixed(0)} summaries a second`,
    answers.map(([answer]) => answer!.output),
  );
  report(
    "first sentence",
    tests.map(({ article }) => firstSentence(article)),
  );

  function report(name: string, predictions: readonly string[]): void {
    const kinds = ["rouge1", "rouge2", "rougeL"] as const;
    const scores = predictions.map((text, i) => rouge(text, tests[i]!.summary, { kinds, stem: true }));
    const means = kinds.map((kind) => {
      const f = Float64Array.from(scores, (score) => score[kind].f);
      const { estimate, low, high } = meanInterval(f, { draws: 4000, confidence: 0.95, seed: 1 });
      const percent = (value: number): string => (100 * value).toFixed(1);
      return `${kind} ${percent(estimate)} [${percent(low)}, ${percent(high)}]`;
    });
    console.log(`${name}: ${means.join(", ")}`);
  }
}

async function train(
  folder: string,
  config: TransformerConfig,
  options: TrainingOptions,
  data: TokenRows,
  initial?: Awaited<ReturnType<typeof readModelFolder>>["weights"],
): Promise<void> {
  mkdirSync("runs/models", { recursive: true });
  const name = basename(folder);
  const job = { name, key: JSON.stringify([name, config, options]), config, options, data, seed: 1 };
  let said = 0;
  const { parameters, seconds } = await trainModel(
    { ...job, checkpoint: join("runs/models", `${name}.safetensors`), ...(initial && { initial }) },
    {
      onProgress({ updates, steps, loss }) {
        if (updates < said && updates < steps) return;
        said = updates + 200;
        console.log(`${updates} of ${steps} steps, loss ${loss.toFixed(3)}`);
      },
    },
  );
  writeModelFolder(folder, { config, weights: weightsOf({ config }, parameters) });
  if (folder !== base)
    for (const file of tokenizerFiles(base)) copyFileSync(file, join(folder, basename(file)));
  console.log(`${folder}: ${parameters.length} parameters in ${Math.round(seconds)} s`);
}
