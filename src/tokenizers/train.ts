import { PstarError } from "../errors.ts";
import { byteCharacters } from "./bytes.ts";
import { specialPieces, type TokenizerJson, tokenizerJson } from "./json.ts";
import { learnMerges } from "./merges.ts";
import { countWords, type WordCounts } from "./words.ts";

export interface TokenizerOptions {
  /** Pieces at most, the 3 special ones and the 256 bytes among them; fewer come of few texts. */
  readonly vocabularySize: number;
  /** How often a pair of pieces has to occur to become one. @default 2 */
  readonly minimumFrequency?: number;
}

const firstPieces: readonly string[] = [...specialPieces, ...byteCharacters.toSorted()];

/**
 * Trains a byte-level subword tokenizer: any text can be encoded and comes back as it was. `<pad>` is 0, `</s>` 1 and
 * `<unk>` 2, as in T5. Depends on how often each word occurs alone, not on the order of the texts.
 *
 * @returns the object of a Hugging Face `tokenizer.json`
 * @throws PstarError (exit code 2) where so few pieces do not hold the bytes
 */
export function trainTokenizer(texts: Iterable<string>, options: TokenizerOptions): TokenizerJson {
  return trainOnWords(countWords(texts), options);
}

/** As `trainTokenizer`, from the counts of `countWords`, which can be gathered text by text. */
export function trainOnWords(
  counts: WordCounts,
  { vocabularySize, minimumFrequency = 2 }: TokenizerOptions,
): TokenizerJson {
  if (!Number.isInteger(vocabularySize) || vocabularySize < firstPieces.length) {
    throw new PstarError(`a vocabulary of ${vocabularySize} pieces does not hold every byte`, {
      exitCode: 2,
      remedy: `ask for ${firstPieces.length} or more, such as 4096`,
    });
  }
  const { pieces, merges } = learnMerges(counts, firstPieces, { size: vocabularySize, minimumFrequency });
  return tokenizerJson(pieces, merges);
}
