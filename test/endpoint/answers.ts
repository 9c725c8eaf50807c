import { createHash } from "node:crypto";
import { createRandom, type Random } from "../../src/random/generator.ts";

/** What a client asks of the chat or the completions API, as far as the test server minds. */
export interface Asked {
  readonly model: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly prompt?: string;
  readonly n?: number;
  readonly seed?: number;
  readonly temperature?: number;
  readonly max_tokens?: number;
  readonly stop?: readonly string[];
  readonly logprobs?: boolean | number;
  readonly response_format?: { readonly json_schema: { readonly schema: Schema } };
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A stream that depends on the texts alone. */
export function randomOf(...texts: readonly unknown[]): Random {
  const digest = createHash("sha256").update(JSON.stringify(texts)).digest();
  return createRandom(digest.readUIntBE(0, 6));
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/** The response of either API: a pure function of what is asked, made of the prompt's own words; a token is a word. */
export function answer(asked: Asked) {
  const texts = asked.messages?.map(({ content }) => content) ?? [asked.prompt ?? ""];
  const choices = Array.from({ length: asked.n ?? 1 }, (_, index) => choiceOf(asked, texts, index));
  const input = texts.reduce((sum, text) => sum + wordsOf(text).length, 1);
  const output = choices.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    id: "answer",
    object: asked.messages ? "chat.completion" : "text_completion",
    model: asked.model,
    choices: choices.map(({ choice }) => choice),
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}

function choiceOf(asked: Asked, texts: readonly string[], index: number) {
  const seed = asked.temperature === 0 ? 0 : (asked.seed ?? 0);
  const random = randomOf(asked.model, texts, seed, index);
  const schema = asked.response_format?.json_schema.schema;
  const whole = schema ? [JSON.stringify(instanceOf(schema, random))] : sentence(texts.at(-1)!, random);
  const words = whole.slice(0, asked.max_tokens ?? whole.length);
  const stops = (asked.stop ?? []).map((stop) => words.join(" ").indexOf(stop)).filter((at) => at >= 0);
  const content = words.join(" ").slice(0, Math.min(...stops, Number.POSITIVE_INFINITY));
  const tokens = wordsOf(content);
  const logs = tokens.map((token) => ({ token, logprob: -random.uniform() }));
  const finish_reason = words.length < whole.length ? "length" : "stop";
  const chat = {
    message: { role: "assistant", content },
    logprobs: asked.logprobs ? { content: logs } : null,
  };
  const plain = {
    text: content,
    logprobs: asked.logprobs ? { token_logprobs: logs.map(({ logprob }) => logprob) } : null,
  };
  return { tokens: tokens.length, choice: { index, finish_reason, ...(asked.messages ? chat : plain) } };
}

function sentence(text: string, random: Random): string[] {
  const words = wordsOf(text);
  const length = 6 + random.integer(12);
  return Array.from({ length }, () => words[random.integer(words.length)] ?? "word");
}

/** Something that follows a simple schema. */
function instanceOf(schema: Schema, random: Random): unknown {
  if (schema.enum) return schema.enum[random.integer(schema.enum.length)];
  const { minimum = 0, maximum = minimum + 10 } = schema;
  switch (schema.type) {
    case "integer":
      return minimum + random.integer(maximum - minimum + 1);
    case "number":
      return minimum + random.uniform() * (maximum - minimum);
    case "boolean":
      return random.uniform() < 0.5;
    case "array":
      return schema.items ? [instanceOf(schema.items, random)] : [];
    case "object": {
      const properties = Object.entries(schema.properties ?? {});
      return Object.fromEntries(properties.map(([name, one]) => [name, instanceOf(one, random)]));
    }
    default:
      return `word-${random.integer(1000)}`;
  }
}
