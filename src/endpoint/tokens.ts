import type { EndpointRequest } from "./request.ts";

/** What a chat template and the request itself add, at most, to each message and once. */
const framing = 32;
/** An answer's tokens for rate limits where nothing bounds it. */
const usualAnswer = 256;

function inputBytes({ messages, schema }: EndpointRequest): number {
  const texts = messages.map(({ content }) => Buffer.byteLength(content));
  const asked = schema === undefined ? 0 : Buffer.byteLength(JSON.stringify(schema));
  return texts.reduce((sum, bytes) => sum + bytes, asked);
}

/** Input tokens, from above: no tokenizer in use makes more tokens than there are bytes. */
export function mostInputTokens(request: EndpointRequest): number {
  return inputBytes(request) + framing * (request.messages.length + 1);
}

/** Output tokens of all samples, from above; Infinity where `maxTokens` is left out. */
export function mostOutputTokens({
  maxTokens = Number.POSITIVE_INFINITY,
  samples = 1,
}: EndpointRequest): number {
  return maxTokens * samples;
}

/** Tokens in and out as rate limiters estimate them: four bytes a token in, all of `maxTokens` out. */
export function roughTokens(request: EndpointRequest): number {
  const { maxTokens = usualAnswer, samples = 1 } = request;
  return Math.ceil(inputBytes(request) / 4) + maxTokens * samples;
}
