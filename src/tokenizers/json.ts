import type { Merge } from "./merges.ts";
import { wordPattern } from "./words.ts";

/** The special pieces, with T5's ids: what fills rows up, what ends a text, and what is unknown, which no byte is. */
export const specialPieces = ["<pad>", "</s>", "<unk>"] as const;
const [pad, end, unknown] = specialPieces;

const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true };

/** Cuts a text into words, and a word into bytes. */
export const preTokenizer = {
  type: "Sequence",
  pretokenizers: [
    { type: "Split", pattern: { Regex: wordPattern }, behavior: "Isolated", invert: false },
    { ...byteLevel, use_regex: false },
  ],
};

/** A Hugging Face `tokenizer.json`, as `trainTokenizer` makes it. */
export type TokenizerJson = ReturnType<typeof tokenizerJson>;

/** @param pieces at their ids, the special ones first */
export function tokenizerJson(pieces: readonly string[], merges: readonly Merge[]) {
  const sequence = (id: "A" | "B") => ({ Sequence: { id, type_id: 0 } });
  const ending = { SpecialToken: { id: end, type_id: 0 } };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialPieces.map((content, id) => ({ id, ...specialToken(content) })),
    normalizer: null,
    pre_tokenizer: preTokenizer,
    post_processor: {
      type: "TemplateProcessing",
      single: [sequence("A"), ending],
      pair: [sequence("A"), ending, sequence("B"), ending],
      special_tokens: { [end]: { id: end, ids: [specialPieces.indexOf(end)], tokens: [end] } },
    },
    decoder: { ...byteLevel, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: unknown,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: merges.map((pair) => pair.join(" ")),
    },
  };
}

/** The `tokenizer_config.json` and `special_tokens_map.json` that let the loaders of models read a `tokenizer.json`. */
export function tokenizerConfigs() {
  const special = { eos_token: end, pad_token: pad, unk_token: unknown };
  const config = {
    added_tokens_decoder: Object.fromEntries(specialPieces.map((content, id) => [id, specialToken(content)])),
    clean_up_tokenization_spaces: false,
    ...special,
    tokenizer_class: "PreTrainedTokenizerFast",
  };
  return { config, special };
}

const specialToken = (content: string) => ({
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});
