import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { count, duration, percent } from "../format.ts";
import { loadTokenizer, type Tokenizer } from "../tokenizers/load.ts";
import { trainOnWords } from "../tokenizers/train.ts";
import { countWords, type WordCounts } from "../tokenizers/words.ts";
import { tokenizerText, writeTokenizer } from "../tokenizers/write.ts";
import { textsOf } from "./tokenizer-texts.ts";

export interface TokenizerFlags {
  readonly out: string;
  readonly vocabulary?: number;
  readonly fields?: readonly string[];
  readonly force?: true;
  readonly json?: true;
}

const usualVocabulary = 4_096;

/** `pstar tokenizer FILE…`: trains a subword tokenizer on texts and writes its folder. */
export async function tokenizer(files: readonly string[], flags: TokenizerFlags): Promise<void> {
  const { out: folder, vocabulary = usualVocabulary, fields } = flags;
  const started = performance.now();
  const counts: WordCounts = new Map();
  let texts = 0;
  for (const file of files) {
    for await (const text of textsOf(file, fields)) {
      countWords([text], counts);
      texts++;
    }
  }
  const trained = trainOnWords(counts, { vocabularySize: vocabulary });
  if (!flags.force) refuseAnother(folder, tokenizerText(trained));
  writeTokenizer(folder, trained);
  const loaded = loadTokenizer(folder);
  const result = {
    folder,
    pieces: loaded.vocabularySize,
    asked: vocabulary,
    texts,
    ...measure(loaded, counts),
    sha256: loaded.sha256,
    seconds: (performance.now() - started) / 1_000,
  };
  console.log(flags.json ? JSON.stringify(result) : report(result, fields !== undefined));
}

/** What the tokenizer makes of the words it was trained on. */
function measure(tokenizer: Tokenizer, counts: WordCounts) {
  const figures = { characters: 0, tokens: 0, words: 0, splitWords: 0 };
  for (const [word, occurrences] of counts) {
    const tokens = tokenizer.encode(word).length;
    figures.characters += occurrences * word.length;
    figures.tokens += occurrences * tokens;
    if (!/\p{L}/u.test(word)) continue;
    figures.words += occurrences;
    if (tokens > 1) figures.splitWords += occurrences;
  }
  return figures;
}

type Result = ReturnType<typeof measure> & {
  readonly folder: string;
  readonly pieces: number;
  readonly asked: number;
  readonly texts: number;
  readonly seconds: number;
};

function report(result: Result, isOfRows: boolean): string {
  const { folder, pieces, asked, texts, characters, tokens, words, splitWords, seconds } = result;
  const from = `${count(characters)} characters${isOfRows ? ` in ${count(texts)} texts` : ""}`;
  const lines = [
    `${folder}: ${count(pieces)} pieces, trained on ${from} in ${duration(seconds)}`,
    `  ${(characters / tokens).toFixed(2)} characters a token; ${percent(splitWords / Math.max(1, words))} % of the words are split`,
  ];
  if (pieces < asked)
    lines.push(`  ${count(asked)} were asked for, but no other pair of pieces occurs twice`);
  return lines.join("\n");
}

function refuseAnother(folder: string, text: string): void {
  const path = join(folder, "tokenizer.json");
  if (!existsSync(path) || readFileSync(path, "utf8") === text) return;
  throw new PstarError("is another tokenizer, and models may need it", {
    exitCode: 2,
    where: path,
    remedy: "choose another folder, or replace it with --force",
  });
}
