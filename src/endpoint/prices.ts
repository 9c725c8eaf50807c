import type { EndpointOptions } from "./options.ts";

/** US dollars (or whatever the user counts in) for a million tokens. */
export type Price = NonNullable<EndpointOptions["price"]>;

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, what the server still had from before. */
  readonly cachedTokens: number;
}

/** As of November 2026: OpenAI's standard tier, short context. */
const listed: Readonly<Record<string, Price>> = {
  "gpt-4o": { input: 2.5, cachedInput: 1.25, output: 10 },
  "gpt-4o-mini": { input: 0.15, cachedInput: 0.075, output: 0.6 },
  "gpt-4.1": { input: 2, cachedInput: 0.5, output: 8 },
  "gpt-4.1-mini": { input: 0.4, cachedInput: 0.1, output: 1.6 },
  "gpt-4.1-nano": { input: 0.1, cachedInput: 0.025, output: 0.4 },
  o3: { input: 2, cachedInput: 0.5, output: 8 },
  "o4-mini": { input: 1.1, cachedInput: 0.275, output: 4.4 },
  "gpt-5": { input: 1.25, cachedInput: 0.125, output: 10 },
  "gpt-5-mini": { input: 0.25, cachedInput: 0.025, output: 2 },
  "gpt-5-nano": { input: 0.05, cachedInput: 0.005, output: 0.4 },
  "gpt-5.1": { input: 1.25, cachedInput: 0.125, output: 10 },
  "gpt-5.2": { input: 1.75, cachedInput: 0.175, output: 14 },
  "gpt-5.4": { input: 2.5, cachedInput: 0.25, output: 15 },
  "gpt-5.4-mini": { input: 0.75, cachedInput: 0.075, output: 4.5 },
  "gpt-5.4-nano": { input: 0.2, cachedInput: 0.02, output: 1.25 },
  "gpt-5.5": { input: 5, cachedInput: 0.5, output: 30 },
};

/** The list price of a model, dated versions included (`gpt-4o-2024-08-06`); only OpenAI's own server asks it. */
export function listPrice(baseUrl: string, model: string): Price | undefined {
  if (new URL(baseUrl).hostname !== "api.openai.com") return undefined;
  const family = model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  return Object.hasOwn(listed, family) ? listed[family] : undefined;
}

/** @returns Infinity for answers without bound, unless they cost nothing */
export function costOf(price: Price, { inputTokens, outputTokens, cachedTokens }: Usage): number {
  const fresh = (inputTokens - cachedTokens) * price.input;
  const cached = cachedTokens * (price.cachedInput ?? price.input);
  const output = price.output === 0 ? 0 : outputTokens * price.output;
  return (fresh + cached + output) / 1e6;
}
