import { PstarError } from "../../errors.ts";
import type { Codec } from "../task.ts";
import type { Encoding } from "./encodings/encoding.ts";
import { parseMatrix, parseNumber } from "./text.ts";

/** Marks a number that could not be read, followed by its tokens: `?1:57:1004`. */
const UNREADABLE = "?";

/**
 * Token rows of matrices (upper triangle, row-major) and of eigenvalues, every number by `encoding`; one more token
 * starts the decoder. A row of tokens and its text determine each other, malformed rows too: a number that the
 * encoding never writes stands in the text as `?` and its tokens.
 */
export function createCodec(size: number, encoding: Encoding): Codec {
  const per = encoding.tokensPerNumber;
  const entries = (size * (size + 1)) / 2;
  const startToken = encoding.vocabularySize;

  const numberText = (tokens: ArrayLike<number>, offset: number): string => {
    const value = encoding.read(tokens, offset);
    if (!Number.isNaN(value)) return String(value);
    return UNREADABLE + Array.from({ length: per }, (_, i) => tokens[offset + i]).join(":");
  };

  const writeUnreadable = (text: string, tokens: Int32Array, offset: number): boolean => {
    const parts = text.slice(UNREADABLE.length).split(":").map(parseNumber);
    if (!text.startsWith(UNREADABLE) || parts.length !== per) return false;
    if (!parts.every((token) => Number.isInteger(token) && token >= 0 && token <= startToken)) return false;
    tokens.set(parts, offset);
    return true;
  };

  return {
    vocabularySize: encoding.vocabularySize + 1,
    sourceLength: entries * per,
    targetLength: size * per,
    startToken,
    encodeInput(input) {
      const matrix = parseMatrix(input);
      if (matrix?.size !== size)
        throw notOfTask("matrix", input, `the upper triangle of a ${size}×${size} one`);
      const tokens = new Int32Array(entries * per);
      for (let i = 0; i < entries; i++) encoding.write(matrix.upper[i]!, tokens, i * per);
      return tokens;
    },
    encodeOutput(output) {
      const tokens = new Int32Array(size * per);
      const pieces = output.split(" ");
      const written = pieces.every((piece, i) => {
        const value = parseNumber(piece);
        if (Number.isNaN(value)) return writeUnreadable(piece, tokens, i * per);
        encoding.write(value, tokens, i * per);
        return true;
      });
      if (!written || pieces.length !== size) throw notOfTask("answer", output, `${size} numbers`);
      return tokens;
    },
    decodeOutput(tokens) {
      return Array.from({ length: size }, (_, i) => numberText(tokens, i * per)).join(" ");
    },
  };
}

function notOfTask(what: string, text: string, expected: string): PstarError {
  return new PstarError(
    `not ${what === "answer" ? "an" : "a"} ${what} of this task: "${text.slice(0, 80)}"`,
    {
      remedy: `expected ${expected}`,
    },
  );
}
