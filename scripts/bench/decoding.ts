// Greedy and sampled answers a second of the demo's model:
//   node scripts/bench/decoding.ts [--threads 2] [--rows 40960] [--rounds 5]
import { parseArgs } from "node:util";
import { modelGenerator } from "../../src/generators/trained.ts";
import { transformerConfig } from "../../src/nn/config.ts";
import type { Decoding } from "../../src/nn/decoding/generate.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { createEigenvaluesTask } from "../../src/tasks/eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "../../src/tasks/eigenvalues/options.ts";
import { parametersOf } from "../../src/training/translation.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    rows: { type: "string", default: "40960" },
    rounds: { type: "string", default: "5" },
  },
});
const threads = Number(values.threads);
const rows = Number(values.rows);

const task = createEigenvaluesTask(eigenvaluesOptions.parse({ kind: "eigenvalues", size: 2 }));
const { vocabularySize, sourceLength, targetLength, startToken } = task.codec;
const config = transformerConfig.parse({ vocabularySize, sourceLength, targetLength, startToken });
const model = { config, weights: initialWeights(parametersOf(config), 1) };

async function answersASecond(decoding: Decoding, samples: number): Promise<number[]> {
  const generator = modelGenerator(model, task.codec, decoding, threads);
  const together = 512 / samples;
  const batches = Array.from({ length: Math.ceil(rows / 512) }, (_, batch) =>
    Array.from({ length: together }, (_, i) => ({
      example: task.example(1, "test", batch * together + i),
      seeds: Array.from({ length: samples }, (_, sample) => deriveSeed(1, batch, i, sample)),
    })),
  );
  const run = () => Promise.all(batches.map((items) => generator.generate(items)));
  await run();
  const rates: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const started = performance.now();
    await run();
    rates.push((batches.length * 512 * 1000) / (performance.now() - started));
  }
  await generator.release();
  return rates;
}

const cases: [string, Decoding, number][] = [
  ["greedy", { method: "greedy" }, 1],
  ["8 samples an input", { method: "sample", temperature: 0.8 }, 8],
];
console.log(
  `2×2 matrices, P1000, width 64, 1 + 1 layers, ${threads} threads: answers a second, text included`,
);
for (const [name, decoding, samples] of cases) {
  const rates = await answersASecond(decoding, samples);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  console.log(`${name.padEnd(20)} median ${median(rates).toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)})`);
}
