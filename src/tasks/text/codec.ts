import type { Tokenizer } from "../../tokenizers/load.ts";
import type { Codec } from "../task.ts";

export interface CodecLengths {
  /** Tokens of an input and of an output, the end token among them. */
  readonly sourceLength: number;
  readonly targetLength: number;
}

/** A codec of any texts. */
export interface TextCodec extends Codec {
  readonly endToken: number;
  readonly padToken: number;
  isTruncated(input: string, output: string): boolean;
}

/**
 * Texts as rows of fixed lengths: the tokens, the end token, then pads. Of a text that is too long the first tokens are
 * kept, and the end token. A decoder starts from the pad token, as T5's do.
 */
export function textCodec(tokenizer: Tokenizer, { sourceLength, targetLength }: CodecLengths): TextCodec {
  const { vocabularySize, padToken, endToken } = tokenizer;

  const encode = (text: string, length: number): Int32Array => {
    const tokens = tokenizer.encode(text).subarray(0, length - 1);
    const row = new Int32Array(length).fill(padToken);
    row.set(tokens);
    row[tokens.length] = endToken;
    return row;
  };
  const isLonger = (text: string, length: number): boolean => tokenizer.encode(text).length >= length;

  return {
    vocabularySize,
    sourceLength,
    targetLength,
    startToken: padToken,
    endToken,
    padToken,
    encodeInput: (input) => encode(input, sourceLength),
    encodeOutput: (output) => encode(output, targetLength),
    decodeOutput(tokens) {
      const row = Array.from(tokens);
      const end = row.indexOf(endToken);
      return tokenizer.decode(end < 0 ? row : row.slice(0, end));
    },
    isTruncated: (input, output) => isLonger(input, sourceLength) || isLonger(output, targetLength),
  };
}
