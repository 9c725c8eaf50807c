import { askAll } from "../../endpoint/ask-all.ts";
import type { Answered, Endpoint, EndpointRequest, Refused } from "../../endpoint/request.ts";
import { betaQuantile } from "../../metrics/beta-quantile.ts";
import { meanInterval } from "../../metrics/bootstrap.ts";
import type { Interval } from "../../metrics/interval.ts";
import { fieldOf, type Scale } from "./parse.ts";
import { MATERIAL, type Prompt, render } from "./prompt.ts";

/** Two different outputs for one input. */
export interface Pair {
  readonly input: string;
  readonly reference: string;
  readonly a: string;
  readonly b: string;
}

/** What a judge makes of pairs when shown both orders of each. */
export interface PositionBias {
  /** Pairs of which both orders were answered. */
  readonly pairs: number;
  /** Pairs of which one was not, or with no choice in it. */
  readonly failed: number;
  /** Share of choices that fell on what stood first, with what the pairs at hand leave open; ½ where position is nothing. */
  readonly first: Interval | null;
  /** Share of pairs of which both orders chose the same output, with Jeffreys' interval. */
  readonly consistent: Interval | null;
}

/** May speak of {input}, {reference}, {first}, {second} and {mark}. */
const moreFaithful: Prompt = {
  system: `You choose which of two texts is more faithful to its source. ${MATERIAL}`,
  user: `<source-{mark}>
{input}
</source-{mark}>

<first-{mark}>
{first}
</first-{mark}>

<second-{mark}>
{second}
</second-{mark}>

Which text says only what the source says, and what matters most in it? Neither length, style nor order matters. Choose one.

Answer with JSON alone: {{"reason": "one sentence", "better": "first" or "second"}}`,
};

const choice: NonNullable<EndpointRequest["schema"]> = {
  name: "choice",
  schema: {
    type: "object",
    properties: { reason: { type: "string" }, better: { type: "string", enum: ["first", "second"] } },
    required: ["reason", "better"],
    additionalProperties: false,
  },
};

export interface PositionOptions {
  readonly structured: boolean;
  readonly maxTokens: number;
  readonly scale: Scale;
  /** How it is asked to choose, with {first} and {second}; for faithfulness when left out. */
  readonly choosing?: Prompt;
  /** Of the interval's draws. */
  readonly seed: number;
}

/**
 * Asks the judge to choose between the outputs of each pair, in both orders, at temperature 0.
 *
 * @throws PstarError where asking makes no sense any more
 */
export async function positionBias(
  endpoint: Endpoint,
  pairs: readonly Pair[],
  { structured, maxTokens, scale, choosing = moreFaithful, seed }: PositionOptions,
): Promise<PositionBias> {
  const requests = pairs.flatMap(({ input, reference, a, b }) =>
    [
      { input, reference, first: a, second: b },
      { input, reference, first: b, second: a },
    ].map(
      (shown): EndpointRequest => ({
        messages: render(choosing, shown, scale),
        temperature: 0,
        maxTokens,
        ...(structured && { schema: choice }),
      }),
    ),
  );
  const choices = (await askAll(endpoint, requests)).map(choiceOf);
  const both = pairs
    .map((_, i) => [choices[2 * i], choices[2 * i + 1]])
    .filter((two): two is ("first" | "second")[] => !two.includes(undefined));
  const consistent = both.filter(([one, other]) => one !== other).length;
  return {
    pairs: both.length,
    failed: pairs.length - both.length,
    first: both.length === 0 ? null : meanInterval(Float64Array.from(both, shareOfFirst), { seed }),
    consistent: both.length === 0 ? null : jeffreys(consistent, both.length),
  };
}

function choiceOf(outcome: Answered | Refused): "first" | "second" | undefined {
  const text = "error" in outcome ? undefined : outcome.replies[0]?.text;
  const value = text === undefined ? undefined : fieldOf(text, "better");
  return value === "first" || value === "second" ? value : undefined;
}

const shareOfFirst = (two: readonly string[]): number =>
  two.filter((chosen) => chosen === "first").length / two.length;

/** Jeffreys' 95 % interval of a rate, to the boundary where the count is on it (Brown, Cai & DasGupta 2001). */
function jeffreys(count: number, total: number): Interval {
  const at = (probability: number): number => betaQuantile(probability, count + 0.5, total - count + 0.5);
  return {
    estimate: count / total,
    low: count === 0 ? 0 : at(0.025),
    high: count === total ? 1 : at(0.975),
  };
}
