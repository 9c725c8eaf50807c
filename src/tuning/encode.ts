import { PstarError } from "../errors.ts";
import type { ChatMessage, ChatTemplate } from "../published/chat-template.ts";
import type { Tokenizer } from "../tokenizers/load.ts";

/** What is given, as tokens, and what is learnt after it, its end token included. */
export interface Encoded {
  readonly given: readonly number[];
  readonly learnt: readonly number[];
}

export type Encode = (prompt: string | readonly ChatMessage[], answer: string) => Encoded;

export interface EncoderOptions {
  readonly tokenizer: Tokenizer;
  /** Undefined where the model has none; chats are then refused. */
  readonly template: ChatTemplate | undefined;
  /** Tokens that end an answer, by the model's own files. */
  readonly endTokens: readonly number[];
  /** The model's folder, for messages. */
  readonly folder: string;
}

/**
 * Lessons for a decoder-only model: the tokens that it is given where it is asked, and after them those that it should answer
 * with. Texts in it name no special tokens; chats are as the model's template writes them.
 */
export function causalEncoder({ tokenizer, template, endTokens, folder }: EncoderOptions): Encode {
  const { before } = tokenizer.frame();
  const isEnd = new Set([...endTokens, tokenizer.endToken]);

  const ofTexts = (prompt: string, answer: string): Encoded => {
    const { given, learnt } = split(tokenizer.encode, prompt, answer);
    const asked = [...before, ...given];
    return {
      // Something has to be there that the first token follows.
      given: asked.length > 0 ? asked : [tokenizer.endToken],
      learnt: [...learnt, tokenizer.endToken],
    };
  };
  const ofChats = (prompt: readonly ChatMessage[], answer: string): Encoded => {
    const { render } = required(template, folder);
    const asked = render(prompt, true);
    const whole = render([...prompt, { role: "assistant", content: answer }], false);
    // A template may ask for what it does not write of a finished answer, such as a thought.
    const rest = whole.startsWith(asked) ? whole.slice(asked.length) : answer;
    const { given, learnt } = split(tokenizer.encodeMarked, asked, rest);
    return { given, learnt: ended(learnt) };
  };
  /** What a template writes after the token that ends an answer is never written by a model. */
  const ended = (tokens: readonly number[]): readonly number[] => {
    const last = tokens.findLastIndex((token) => isEnd.has(token));
    const isOver = last >= 0 && tokenizer.decode(tokens.slice(last + 1)).trim() === "";
    return isOver ? tokens.slice(0, last + 1) : [...tokens, tokenizer.endToken];
  };
  return (prompt, answer) => (typeof prompt === "string" ? ofTexts(prompt, answer) : ofChats(prompt, answer));
}

/** Lessons for an encoder–decoder: what its encoder reads, and what its decoder should write. */
export function translationEncoder({ tokenizer, template, folder }: EncoderOptions): Encode {
  const { before, after } = tokenizer.frame();
  const source = (prompt: string | readonly ChatMessage[]): number[] => [
    ...before,
    ...(typeof prompt === "string"
      ? tokenizer.encode(prompt)
      : tokenizer.encodeMarked(required(template, folder).render(prompt, true))),
    ...after,
  ];
  return (prompt, answer) => ({
    given: source(prompt),
    learnt: [...tokenizer.encode(answer), tokenizer.endToken],
  });
}

/**
 * Tokens of two texts that follow each other. The first has those that it has alone, since it is alone where a model is asked;
 * the second has those that it has after it, where the two can be told apart.
 */
function split(encode: (text: string) => Int32Array, first: string, second: string): Encoded {
  const given = encode(first);
  const both = encode(first + second);
  const isApart = given.every((token, i) => both[i] === token);
  return { given: [...given], learnt: [...(isApart ? both.subarray(given.length) : encode(second))] };
}

function required(template: ChatTemplate | undefined, folder: string): ChatTemplate {
  if (template !== undefined) return template;
  throw new PstarError("has no chat template, and the data are chats", {
    exitCode: 2,
    where: folder,
    remedy:
      "tune the instruct variant of the model, put a chat_template.jinja into its folder, or export texts",
  });
}
