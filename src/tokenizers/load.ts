import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer as Engine } from "@huggingface/tokenizers";
import { PstarError } from "../errors.ts";

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
  /** The text of tokens; special ones and those outside the vocabulary are left out, nothing is tidied. */
  decode(tokens: ArrayLike<number>): string;
}

/**
 * Loads the tokenizer of a folder that has Hugging Face's `tokenizer.json` and `tokenizer_config.json`.
 *
 * @throws PstarError (exit code 2) when one is missing, is no JSON or no tokenizer, or when it has no end token
 */
export function loadTokenizer(folder: string): Tokenizer {
  const tokenizer = readObject(join(folder, "tokenizer.json"));
  const config = readObject(join(folder, "tokenizer_config.json"));
  const added = addedTokens(tokenizer.value);
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
  const special = new Set([
    ...added.filter((token) => token.special).map(({ id }) => id),
    endToken,
    padToken,
  ]);
  const unknown: number | undefined = engine.model?.unk_token_id;

  return {
    vocabularySize,
    padToken,
    endToken,
    sha256: createHash("sha256").update(tokenizer.bytes).update(config.bytes).digest("hex"),
    encode(text) {
      const { ids }: { ids: readonly number[] } = engine.encode(text.toWellFormed(), {
        add_special_tokens: false,
      });
      return Int32Array.from(ids.filter((token) => !special.has(token) || token === unknown));
    },
    decode(tokens) {
      const kept = Array.from(tokens).filter((token) => !special.has(token) && token < vocabularySize);
      return kept.length === 0 ? "" : engine.decode(kept);
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

interface JsonFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly value: Json;
}

function readObject(path: string): JsonFile {
  const bytes = read(path);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    throw new PstarError("is no JSON", { exitCode: 2, where: path, remedy: "fetch it again", cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw noTokenizer(path, "no JSON object");
  }
  return { path, bytes, value: value as Json };
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new PstarError(isMissing ? "no such file" : `cannot be read: ${(error as Error).message}`, {
      exitCode: 2,
      where: path,
      remedy: "name a folder with the files of a tokenizer; `pstar tokenizer` trains one",
      cause: error,
    });
  }
}

function createEngine(tokenizer: Json, config: Json, path: string): Engine {
  try {
    return new Engine(tokenizer, { ...config, clean_up_tokenization_spaces: false });
  } catch (error) {
    throw noTokenizer(path, (error as Error).message, error);
  }
}

/** Those of a `tokenizer.json`; malformed ones are the engine's to complain of. */
function addedTokens({ added_tokens: tokens }: Json): AddedToken[] {
  return Array.isArray(tokens) ? tokens : [];
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
