import { askAll } from "../../endpoint/ask-all.ts";
import { clean } from "../../endpoint/clean.ts";
import type { Answered, Endpoint, Refused } from "../../endpoint/request.ts";
import type { VerifierItem } from "../verifier.ts";
import type { JudgeOptions } from "./options.ts";
import { scoreOfJson, scoreOfText } from "./parse.ts";
import { judgeRequests } from "./requests.ts";

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
 * Asks for verdicts on candidates, in order; null for those about which there is nothing to ask.
 *
 * @throws PstarError where asking makes no sense any more
 */
export async function askJudge(
  endpoint: Endpoint,
  options: JudgeOptions,
  items: readonly VerifierItem[],
): Promise<(Verdict | null)[]> {
  const requests = judgeRequests(options, items);
  const outcomes = await askAll(endpoint, requests.flat());
  let next = 0;
  return requests.map(({ length }) => {
    const start = next;
    next += length;
    return length === 0 ? null : verdictOf(outcomes.slice(start, next), options);
  });
}

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
