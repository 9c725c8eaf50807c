/**
 * Trains the tokenizer of the newswire's models, 4,096 pieces from 20,000 articles and their summaries, and says how long
 * both are in its tokens on 5,000 others.
 *
 *   node scripts/models/newswire-tokenizer.ts [FOLDER]
 */
import { deriveSeed } from "../../src/random/seed.ts";
import { newswireArticle } from "../../src/tasks/summarization/newswire/newswire.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { trainTokenizer } from "../../src/tokenizers/train.ts";
import { writeTokenizer } from "../../src/tokenizers/write.ts";

const [folder = "models/newswire-tokenizer"] = process.argv.slice(2);
const vocabularySize = 4_096;
const trainingRows = 20_000;
const heldOutRows = 5_000;

const rows = (purpose: string, count: number) =>
  Array.from({ length: count }, (_, index) => newswireArticle(deriveSeed(0, "tokenizer", purpose, index)));

const texts = rows("train", trainingRows).flatMap(({ article, summary }) => [article, summary]);
const started = performance.now();
writeTokenizer(folder, trainTokenizer(texts, { vocabularySize }));
const seconds = (performance.now() - started) / 1_000;

const tokenizer = loadTokenizer(folder);
console.log(`${folder}: ${tokenizer.vocabularySize} pieces in ${seconds.toFixed(1)} s`);
const others = rows("look", heldOutRows);
tell(
  "articles",
  others.map(({ article }) => article),
);
tell(
  "summaries",
  others.map(({ summary }) => summary),
);

function tell(name: string, texts: readonly string[]): void {
  const lengths = texts.map((text) => tokenizer.encode(text).length).sort((a, b) => a - b);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const mean = sum(lengths) / lengths.length;
  const characters = sum(texts.map((text) => text.length)) / sum(lengths);
  const high = lengths[Math.floor(0.99 * lengths.length)]!;
  console.log(
    `${name}: ${mean.toFixed(1)} tokens on average, 99 in 100 up to ${high}, at most ${lengths.at(-1)};`,
    `${characters.toFixed(2)} characters a token`,
  );
}
