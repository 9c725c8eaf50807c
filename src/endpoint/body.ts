import type {
  ChatCompletionCreateParamsNonStreaming,
  CompletionCreateParamsNonStreaming,
} from "openai/resources";
import type { EndpointOptions } from "./options.ts";
import type { EndpointRequest } from "./request.ts";

/** Where a request goes. */
export interface Destination extends Pick<EndpointOptions, "model"> {
  readonly baseUrl: string;
}

/** What is sent to `/chat/completions`. */
export function chatBody(
  { model, baseUrl }: Destination,
  request: EndpointRequest,
): ChatCompletionCreateParamsNonStreaming {
  const { maxTokens, schema } = request;
  // OpenAI's newer models know only the second name, most other servers only the first.
  const limit = isOpenAI(baseUrl) ? "max_completion_tokens" : "max_tokens";
  return {
    model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    ...sampling(request),
    ...(maxTokens !== undefined && { [limit]: maxTokens }),
    ...(request.logProbabilities && { logprobs: true }),
    ...(schema && { response_format: { type: "json_schema", json_schema: { ...schema, strict: true } } }),
  };
}

/** What is sent to `/completions`. */
export function completionBody(
  { model }: Pick<Destination, "model">,
  request: EndpointRequest,
): CompletionCreateParamsNonStreaming {
  return {
    model,
    prompt: request.messages.map(({ content }) => content).join("\n\n"),
    ...sampling(request),
    ...(request.maxTokens !== undefined && { max_tokens: request.maxTokens }),
    ...(request.logProbabilities && { logprobs: 1 }),
  };
}

const sampling = ({ samples, temperature, topP, seed, stop }: EndpointRequest) => ({
  ...(samples !== undefined && samples !== 1 && { n: samples }),
  ...(temperature !== undefined && { temperature }),
  ...(topP !== undefined && { top_p: topP }),
  ...(seed !== undefined && { seed }),
  ...(stop !== undefined && stop.length > 0 && { stop: [...stop] }),
});

export const isOpenAI = (baseUrl: string): boolean => new URL(baseUrl).hostname === "api.openai.com";
