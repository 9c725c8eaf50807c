import { baseUrlOf, type EndpointOptions } from "./options.ts";
import { costOf, listPrice } from "./prices.ts";
import type { EndpointRequest } from "./request.ts";
import { mostInputTokens, mostOutputTokens } from "./tokens.ts";

/** What requests may come to, from above: a token for each byte sent, and answers as long as they may be. */
export interface CostAtMost {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the price; null where the model has no price. */
  readonly cost: number | null;
}

/** The most that sending `requests` so many `times` can cost, none of them sent twice. */
export function costAtMost(
  options: Pick<EndpointOptions, "baseUrl" | "model" | "price">,
  requests: readonly EndpointRequest[],
  times: number,
  environment: Readonly<Record<string, string | undefined>>,
): CostAtMost {
  const price = options.price ?? listPrice(baseUrlOf(options, environment), options.model);
  const all = (count: (request: EndpointRequest) => number): number =>
    requests.reduce((sum, request) => sum + count(request), 0) * times;
  const usage = { inputTokens: all(mostInputTokens), outputTokens: all(mostOutputTokens), cachedTokens: 0 };
  return {
    requests: requests.length * times,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cost: price === undefined ? null : costOf(price, usage),
  };
}
