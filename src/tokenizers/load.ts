import { createHash } from "node:crypto";
import { join } from "node:path";
import { Tokenizer as Engine } from "@huggingface/tokenizers";
import { PstarError } from "../errors.ts";
import { readOutside } from "../outside.ts";
import { byWord, cutsOurWords } from "./by-word.ts";

/** Texts to tokens and back. */
export interface Tokenizer {
  /** One more than the highest token. */
  readonly vocabularySize: number;
  /** Fills rows up; the end token where there is none of its own. */
  readonly padToken: number;
  /** Ends a text. */
  readonly endToken: number;
  /** Of what decides the tokens: `tokenizer.json` and `tokenizer_config.json`. */
  readonly sha256: string;
  /**
   * The tokens of a text, none of them special save the unknown one: a `</s>` that stands in a text is no end, but signs
   * and a letter. Half a surrogate pair is read as U+FFFD.
   */
  encode(text: string): Int32Array;
  /** As `encode`, of a text that names special tokens and means them, as one that a chat template wrote. */
  encodeMarked(text: string): Int32Array;
  /** The special tokens that a model of this tokenizer wants before and after a text. */
  frame(): Frame;
  /** The text of tokens; special ones and those outside the vocabulary are left out, nothing is tidied. */
  decode(tokens: ArrayLike<number>): string;
}

export interface Frame {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * Loads the tokenizer of a folder that has Hugging Face's `tokenizer.json` and `tokenizer_config.json`.
 *
 * @throws PstarError (exit code 2) when one is missing, is no JSON or no tokenizer, or when it has no end token
 */
export function loadTokenizer(folder: string): Tokenizer {
  const tokenizer = readObject(join(folder, "tokenizer.json"));
  const config = readObject(join(folder, "tokenizer_config.json"));
  const added = addedTokens(tokenizer);
  // Without its special tokens, so that the engine finds none in a text.
  const plain = { ...tokenizer.value, added_tokens: added.filter((token) => !token.special) };
  const engine = createEngine(plain, config.value, tokenizer.path);
  const idOf = (role: string): number | undefined => {
    const content = tokenText(config.value[role]);
    if (content === undefined) return undefined;
    return added.find((token) => token.content === content)?.id ?? engine.token_to_id(content);
  };
  const endToken = idOf("eos_token");
  if (endToken === undefined) throw noEndToken(config.path);
  const padToken = idOf("pad_token") ?? endToken;
  const vocabularySize = Math.max(engine.get_vocab().size, ...added.map(({ id }) => id + 1));
  const unknown: number | undefined = engine.model?.unk_token_id;
  const special = added.filter((token) => token.special && token.id !== unknown).map(({ id }) => id);
  const unsaid = new Set([...special, endToken, padToken]);

  const encode = (text: string): readonly number[] => {
    const { ids }: { ids: readonly number[] } = engine.encode(text, { add_special_tokens: false });
    return ids.filter((token) => !unsaid.has(token));
  };
  let whole: Engine | undefined;
  /** Finds special tokens in a text; made when first needed, since a large vocabulary takes its time. */
  const marked = (text: string, hasFrame: boolean): readonly number[] => {
    whole ??= createEngine(tokenizer.value, config.value, tokenizer.path);
    return whole.encode(text, { add_special_tokens: hasFrame }).ids;
  };
  const encodeQuickly = cutsOurWords(plain, config.value) ? byWord(encode) : encode;

  return {
    vocabularySize,
    padToken,
    endToken,
    sha256: createHash("sha256").update(tokenizer.content).update(config.content).digest("hex"),
    encode: (text) => Int32Array.from(encodeQuickly(text.toWellFormed())),
    encodeMarked: (text) => Int32Array.from(marked(text.toWellFormed(), false)),
    frame: () => frameOf(marked("a", false), marked("a", true)),
    decode(tokens) {
      const isText = (token: number): boolean =>
        !unsaid.has(token) && token !== unknown && engine.id_to_token(token) !== undefined;
      const said = Array.from(tokens).filter(isText);
      return said.length === 0 ? "" : engine.decode(said);
    },
  };
}

/** What stands around a text's own tokens. */
function frameOf(own: readonly number[], framed: readonly number[]): Frame {
  const start = framed.findIndex((_, i) => own.every((token, j) => framed[i + j] === token));
  return start < 0
    ? { before: [], after: [] }
    : { before: framed.slice(0, start), after: framed.slice(start + own.length) };
}

type Json = Readonly<Record<string, unknown>>;

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

interface JsonFile {
  readonly path: string;
  readonly content: Buffer;
  readonly value: Json;
}

function readObject(file: string): JsonFile {
  const { path, content } = readOutside(file);
  let value: unknown;
  try {
    value = JSON.parse(content.toString());
  } catch (error) {
    throw new PstarError("is no JSON", {
      exitCode: 2,
      where: path,
      remedy: "get the file again",
      cause: error,
    });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw noTokenizer(path, "no JSON object");
  }
  return { path, content, value: value as Json };
}

function createEngine(tokenizer: Json, config: Json, path: string): Engine {
  try {
    return new Engine(tokenizer, { ...config, clean_up_tokenization_spaces: false });
  } catch (error) {
    throw noTokenizer(path, (error as Error).message, error);
  }
}

function addedTokens({ path, value: { added_tokens: tokens } }: JsonFile): AddedToken[] {
  const isOne = (token: unknown): boolean =>
    typeof token === "object" && token !== null && "id" in token && Number.isInteger(token.id);
  if (Array.isArray(tokens) && tokens.every(isOne)) return tokens;
  throw noTokenizer(path, "its added_tokens are no list of tokens");
}

/** A special token of a configuration, which is a text or an object with one. */
function tokenText(token: unknown): string | undefined {
  if (typeof token === "string") return token;
  const content =
    typeof token === "object" && token !== null && "content" in token ? token.content : undefined;
  return typeof content === "string" ? content : undefined;
}

const noTokenizer = (path: string, reason: string, cause?: unknown): PstarError =>
  new PstarError(`is no tokenizer: ${reason}`, {
    exitCode: 2,
    where: path,
    remedy: "name a folder with a Hugging Face tokenizer",
    cause,
  });

const noEndToken = (path: string): PstarError =>
  new PstarError("names no end token that its vocabulary has", {
    exitCode: 2,
    where: path,
    remedy: 'add "eos_token", such as "</s>"',
  });
