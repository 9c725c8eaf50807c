import { askAll, seedOf } from "../../endpoint/ask-all.ts";
import { clean } from "../../endpoint/clean.ts";
import type { EndpointContext } from "../../endpoint/context.ts";
import { type CostAtMost, costAtMost } from "../../endpoint/cost.ts";
import type { Answered, Endpoint, EndpointRequest, Refused } from "../../endpoint/request.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { VerifierItem } from "../verifier.ts";
import { type JudgeOptions, temperatureOf } from "./options.ts";
import { type Scale, scoreOfJson, scoreOfText } from "./parse.ts";
import { asksForReference, type Judged, render } from "./prompt.ts";

/** What all repeats of a judge say of one candidate. */
export interface Verdict {
  /** The scores, of the repeats that have one. */
  readonly ratings: readonly number[];
  /** Why an answer has no score, of the repeats that have none. */
  readonly unreadable: readonly string[];
  /** Why a request failed, of those that did. */
  readonly refused: readonly string[];
}

/**
 * Asks for verdicts on candidates, in order; null for those whose reference the prompt speaks of and which have none.
 *
 * @throws PstarError where asking makes no sense any more
 */
export async function askJudge(
  endpoint: Endpoint,
  options: JudgeOptions,
  items: readonly VerifierItem[],
): Promise<(Verdict | null)[]> {
  const needsReference = asksForReference(options.prompt);
  const isJudged = ({ example }: VerifierItem): boolean => !needsReference || example.reference.trim() !== "";
  const requests = items
    .filter(isJudged)
    .flatMap(({ example: { input, reference }, output, seed }) =>
      requestsOf(options, { input, output, reference }, seed),
    );
  const outcomes = await askAll(endpoint, requests);
  let next = 0;
  return items.map((item) => {
    if (!isJudged(item)) return null;
    const start = next;
    next += options.repeats;
    return verdictOf(outcomes.slice(start, next), options);
  });
}

/**
 * The most that judging `candidates` can cost, none of the requests sent twice.
 *
 * @param candidates.meanBytes of a candidate's input, output and reference together, in UTF-8
 */
export function verdictsAtMost(
  options: JudgeOptions,
  candidates: { readonly count: number; readonly meanBytes: number },
  environment: EndpointContext["environment"],
): CostAtMost {
  const shown = { input: "x".repeat(Math.ceil(candidates.meanBytes)), output: "", reference: "" };
  return costAtMost(options, requestsOf(options, shown, 0), candidates.count, environment);
}

/** One a repeat. Those at temperature 0 carry no seed, so equal candidates are judged once. */
function requestsOf(options: JudgeOptions, judged: Judged, seed: number): EndpointRequest[] {
  const { prompt, scale, structured, maxTokens, repeats } = options;
  const temperature = temperatureOf(options);
  const common: EndpointRequest = {
    messages: render(prompt, { ...judged }, scale),
    temperature,
    maxTokens,
    ...(structured && { schema: verdictSchema(scale) }),
  };
  return Array.from({ length: repeats }, (_, repeat) =>
    temperature === 0 ? common : { ...common, seed: seedOf(deriveSeed(seed, "judge", repeat)) },
  );
}

/** Reason first: a judge that has to say why before it says how much scores better (Liu et al. 2023, G-Eval). */
const verdictSchema = ([minimum, maximum]: Scale): NonNullable<EndpointRequest["schema"]> => ({
  name: "verdict",
  schema: {
    type: "object",
    properties: { reason: { type: "string" }, score: { type: "number", minimum, maximum } },
    required: ["reason", "score"],
    additionalProperties: false,
  },
});

function verdictOf(outcomes: readonly (Answered | Refused)[], options: JudgeOptions): Verdict {
  const [ratings, unreadable, refused]: [number[], string[], string[]] = [[], [], []];
  for (const outcome of outcomes) {
    if ("error" in outcome) refused.push(outcome.error);
    else {
      const rating = ratingOf(outcome, options);
      if (typeof rating === "number") ratings.push(rating);
      else unreadable.push(`the judge's answer has no score: ${rating}`);
    }
  }
  return { ratings, unreadable, refused };
}

/** The score, or what stands in its place. */
function ratingOf({ replies }: Answered, { structured, scale, maxTokens }: JudgeOptions): number | string {
  const [reply] = replies;
  if (reply === undefined) return "there is no answer";
  const isCutOff = reply.finishReason === "length";
  // The last number of an answer without its end is any number.
  const isJson = structured || isCutOff;
  const score = isJson ? scoreOfJson(reply.text, scale) : scoreOfText(reply.text, scale);
  return score ?? (isCutOff ? `it was cut off at maxTokens (${maxTokens})` : `“${clean(reply.text, 80)}”`);
}
